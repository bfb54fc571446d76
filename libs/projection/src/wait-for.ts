import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** A version of an order that a reader wants to see in the answer. */
export interface OrderVersion {
  readonly orderId: string;
  readonly version: number;
}

/** The version that was asked for did not come in time. */
export class NotCaughtUpError extends Error {
  readonly code = 'not-caught-up';
  constructor(
    readonly wanted: OrderVersion,
    /** The order's version as the projection has it, 0 when it knows none. */
    readonly stored: number,
  ) {
    super(`order ${wanted.orderId} is at version ${stored} here, version ${wanted.version} is still to come`);
    this.name = 'NotCaughtUpError';
  }
}

/** How long a reader waits, in milliseconds. */
const longestWait = 5_000;
const firstPause = 10;
const longestPause = 250;

/** The query parameter `waitFor={orderId}@{version}`. The last `@` counts: an order's id may hold others. */
export const waitForParameter = z
  .string('must be given once')
  .regex(/^.+@[1-9]\d{0,14}$/su, 'must be {orderId}@{version}')
  .transform((text): OrderVersion => {
    const at = text.lastIndexOf('@');
    return { orderId: text.slice(0, at), version: Number(text.slice(at + 1)) };
  });

/**
 * Waits until the projection holds that version of the order or a later one, looking after short, growing pauses.
 * @throws NotCaughtUpError when it is not there in time (`within` milliseconds, 5 s unless told)
 */
export async function waitForVersion(
  storedVersion: (orderId: string) => Promise<number>,
  wanted: OrderVersion,
  within = longestWait,
): Promise<void> {
  const deadline = performance.now() + within;
  for (let next = firstPause; ; next = Math.min(next * 1.5, longestPause)) {
    const stored = await storedVersion(wanted.orderId);
    if (stored >= wanted.version) return;
    const left = deadline - performance.now();
    if (left <= 0) throw new NotCaughtUpError(wanted, stored);
    await pause(Math.min(next, left));
  }
}
