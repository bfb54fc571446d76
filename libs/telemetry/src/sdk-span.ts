import {
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as ApiSpan,
  type Tracer,
} from '@opentelemetry/api';
import type { Span, SpanAttributes, SpanKind, SpanSource } from './span';
import { toTraceparent, type TraceContext } from './traceparent';

const kinds: Record<SpanKind, Kind> = {
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
  internal: Kind.INTERNAL,
};

/** Spans of OpenTelemetry's SDK. */
export function spansOf(tracer: Tracer): SpanSource {
  return (name, { kind, attributes = {} }, parent) =>
    new SdkSpan(tracer.startSpan(name, { kind: kinds[kind], attributes }, contextOf(parent)));
}

/** What caused a span is always given, never found in some surrounding context: work goes on in batches here. */
function contextOf(parent: TraceContext | undefined): Context {
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

class SdkSpan implements Span {
  readonly traceparent: string;

  constructor(private readonly span: ApiSpan) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = toTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  fail(error?: unknown): void {
    if (error === undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR });
      return;
    }
    const exception = error instanceof Error ? error : new Error('no error was given');
    this.span.recordException(exception);
    this.span.setAttribute('error.type', typeOf(exception));
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
  }

  end(): void {
    this.span.end();
  }
}

function typeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
