import type { Bench } from './bench';

/** A load: how many callers at once, and where it ends, whichever comes first. */
export interface Load {
  readonly callers: number;
  /** Most calls in all. */
  readonly calls: number;
  /** Longest time in which calls begin, seconds. */
  readonly seconds: number;
}

/** What a load came to. */
export interface Throughput {
  readonly calls: number;
  /** From the first call's begin to the last one's end. */
  readonly seconds: number;
  readonly perSecond: number;
}

/**
 * Callers that each make one call after the other. `call` is given the number of the call, from 0, and of its caller.
 * @throws what a call throws, once all callers have ended
 */
export async function runCallers(
  { signal }: Pick<Bench, 'signal'>,
  load: Load,
  call: (number: number, caller: number) => Promise<unknown>,
): Promise<Throughput> {
  const begin = performance.now();
  const end = begin + load.seconds * 1000;
  let next = 0;
  let failed = false;
  const work = async (_: unknown, caller: number): Promise<void> => {
    try {
      while (!failed && next < load.calls && performance.now() < end && !signal.aborted)
        await call(next++, caller);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: load.callers }, work));
  const seconds = (performance.now() - begin) / 1000;
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  signal.throwIfAborted();
  return { calls: next, seconds, perSecond: next / seconds };
}
