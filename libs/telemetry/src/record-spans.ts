import type * as Sdk from '@opentelemetry/sdk-trace-base';
import type * as SdkSpans from './sdk-span';
import { traceWith } from './span';

/** A span that has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for the first of a trace. */
  readonly parentId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** Messages of the errors it has kept. */
  readonly errors: readonly string[];
}

/** What is traced, kept in memory. */
export interface SpanRecording {
  /** Spans that have ended, in that order. */
  readonly ended: RecordedSpan[];
  /** How many are under way. */
  readonly open: number;
  stop(): void;
}

/** For tests: traces everything, into memory. */
export function recordSpans(): SpanRecording {
  /* eslint-disable @typescript-eslint/no-require-imports -- only a test that asks for it shall load the SDK */
  const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base') as typeof Sdk;
  const { spansOf } = require('./sdk-span') as typeof SdkSpans;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const ended: RecordedSpan[] = [];
  let started = 0;
  const provider = new BasicTracerProvider({
    spanProcessors: [
      {
        onStart: () => void (started += 1),
        onEnd: (span) => void ended.push(record(span)),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  traceWith(spansOf(provider.getTracer('test')));
  return {
    ended,
    get open() {
      return started - ended.length;
    },
    stop: () => traceWith(undefined),
  };
}

/** As the API counts them. */
const kinds = ['internal', 'server', 'client', 'producer', 'consumer'];
const statuses = ['unset', 'ok', 'error'];

function record(span: Sdk.ReadableSpan): RecordedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    kind: kinds[span.kind] as string,
    ...{ traceId, spanId, parentId: span.parentSpanContext?.spanId },
    attributes: span.attributes,
    failed: statuses[span.status.code] === 'error',
    errors: span.events.map(({ attributes }) => String(attributes?.['exception.message'])),
  };
}
