import type { Order } from './order';

/** How long orders may take, milliseconds. */
export interface DeadlineLimits {
  /** How long a held order waits for its confirmation, from when it was placed. */
  readonly holdTimeMs: number;
  /** How long an order that waits for the other services may go without anything happening to it. */
  readonly sagaTimeLimitMs: number;
}

/** The limits that hold unless told otherwise: a quarter of an hour, and ten minutes. */
export const usualLimits: DeadlineLimits = { holdTimeMs: 900_000, sagaTimeLimitMs: 600_000 };

/** When an order fails unless something happens: `hold` unless its customer confirms it, `saga` unless it is decided. */
export interface Deadline {
  readonly kind: 'hold' | 'saga';
  readonly at: Date;
}

/**
 * The one deadline that an order has, none once it is decided. Changing the items of a held order gives it no more time;
 * every change of another one starts the saga anew, and with it the time it has.
 */
export function deadlineOf(
  { status, hold, placedAt, updatedAt }: Order,
  { holdTimeMs, sagaTimeLimitMs }: DeadlineLimits,
): Deadline | undefined {
  if (status !== 'suspended') return undefined;
  return hold
    ? { kind: 'hold', at: new Date(placedAt.getTime() + holdTimeMs) }
    : { kind: 'saga', at: new Date(updatedAt.getTime() + sagaTimeLimitMs) };
}
