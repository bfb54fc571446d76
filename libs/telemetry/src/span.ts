import { parseTraceparent, type TraceContext } from './traceparent';

/** On which side of what a span stands. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** What a span tells, named after OpenTelemetry's semantic conventions. What is undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a span starts with. */
export interface SpanOptions {
  readonly kind: SpanKind;
  /** `traceparent` of what caused it; without a readable one it begins a trace. */
  readonly parent?: string | undefined;
  readonly attributes?: SpanAttributes;
}

/** A piece of work in a trace, under way. Nothing done to it throws. */
export interface Span {
  /** What it causes has this as its parent. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, and keeps the error if there is one. */
  fail(error?: unknown): void;
  /** Ends it now. Every span is to be ended, once. */
  end(): void;
}

/** Makes spans; `parent` is sampled. */
export type SpanSource = (name: string, options: SpanOptions, parent: TraceContext | undefined) => Span;

let source: SpanSource | undefined;

/** Whether this process traces. Decided when it starts. */
export function isTracing(): boolean {
  return source !== undefined;
}

/**
 * Starts a span. Undefined when this process doesn't trace, or when the parent's trace isn't sampled: then the parent's
 * own `traceparent` is to be handed on.
 */
export function startSpan(name: string, options: SpanOptions): Span | undefined {
  if (source === undefined) return undefined;
  const parent = options.parent === undefined ? undefined : parseTraceparent(options.parent);
  return parent?.sampled === false ? undefined : source(name, options, parent);
}

/** Has spans made from now on, or no more. */
export function traceWith(next: SpanSource | undefined): void {
  source = next;
}
