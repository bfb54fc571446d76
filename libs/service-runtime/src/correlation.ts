import { randomBytes, randomUUID } from 'node:crypto';

/** What the work at hand belongs to. Handed on as an argument: before Node 24, async storage costs every promise a hook. */
export interface Correlation {
  /** One id for everything that follows from one request. */
  readonly correlationId: string;
  /** The message or request that caused this work. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** For work that nobody asked for: it is its own cause. */
export function newCorrelation(): Correlation {
  const correlationId = randomUUID();
  return { correlationId, causationId: correlationId };
}

/** A new W3C trace context, for work that nothing traced has asked for. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
