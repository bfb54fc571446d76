import { randomFillSync, randomUUID } from 'node:crypto';

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

/** Random bytes for many requests: to ask for few costs as much as to ask for many. */
const pool = Buffer.allocUnsafe(24 * 128);
let used = pool.length;

/** A new W3C trace context, for work that nothing traced has asked for. */
export function newTraceparent(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const trace = pool.toString('hex', used, used + 16);
  const span = pool.toString('hex', used + 16, used + 24);
  used += 24;
  return `00-${trace}-${span}-01`;
}
