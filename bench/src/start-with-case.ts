import type { Bench } from './bench';

/**
 * Waits for something that takes a while to start. It ends with the case, also when the case is interrupted meanwhile and
 * waits no longer: then as soon as the start is over.
 * @param stop given what was started, or undefined when that failed
 */
export function startWithCase<T>(
  bench: Pick<Bench, 'onEnd'>,
  starting: Promise<T>,
  stop: (started: T | undefined) => Promise<void>,
): Promise<T> {
  bench.onEnd(async () => stop(await starting.catch(() => undefined)));
  return starting;
}
