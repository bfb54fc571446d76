import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** What the work at hand belongs to. */
export interface Correlation {
  /** One id for everything that follows from one request. */
  readonly correlationId: string;
  /** The message or request that caused this work. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs `work` so that everything it awaits sees this correlation, log lines included. */
export function withCorrelation<T>(correlation: Correlation, work: () => T): T {
  return storage.run(correlation, work);
}

/** The correlation of the work at hand, if any. */
export function currentCorrelation(): Correlation | undefined {
  return storage.getStore();
}

/** The correlation of the work at hand; a new one for work that nobody asked for, which is its own cause. */
export function currentOrNewCorrelation(): Correlation {
  const correlationId = randomUUID();
  return currentCorrelation() ?? { correlationId, causationId: correlationId };
}

/** A new W3C trace context, for work that nothing traced has asked for. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
