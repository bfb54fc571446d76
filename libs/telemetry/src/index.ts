export type { TracingLog } from './quiet-exporter';
export { recordSpans, type RecordedSpan, type SpanRecording } from './record-spans';
export { TracingSettingsError } from './settings';
export {
  isTracing,
  startSpan,
  type Span,
  type SpanAttributes,
  type SpanKind,
  type SpanOptions,
} from './span';
export { startTracing, type Tracing, type TracingOptions } from './start-tracing';
export { parseTraceparent, type TraceContext } from './traceparent';
