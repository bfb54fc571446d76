import { setTimeout as pause } from 'node:timers/promises';

/** Looks until something is so; throws when it isn't within the time given (milliseconds). */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  within = 20_000,
): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`still not: ${what}`);
    await pause(25);
  }
}
