import { setTimeout as pause } from 'node:timers/promises';

/** How long to wait for a condition, and how often to look; milliseconds. */
export interface Patience {
  readonly within?: number;
  readonly every?: number;
}

/**
 * Repeats an assertion until it no longer throws, and gives back what it returned.
 * @throws the assertion's last error when the deadline (default 10 s) has passed
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { within = 10_000, every = 25 }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(every);
    }
  }
}
