import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Bench } from './bench';
import type { BenchCase } from './bench-case';
import type { Outcome } from './outcome';

/** What all cases of a run share. */
export type Surroundings = Pick<
  Bench,
  'backing' | 'root' | 'repetitions' | 'scale' | 'signal' | 'progress' | 'onSpawn'
>;

/** Runs one case, and ends what it has started before it returns. Never throws. */
export async function runCase(benchCase: BenchCase, surroundings: Surroundings): Promise<Outcome> {
  const { name } = benchCase;
  const stops: (() => Promise<void>)[] = [];
  const progress = (line: string): void => surroundings.progress(`${name.padEnd(14)} ${line}`);
  const bench: Bench = {
    ...surroundings,
    prefix: `bench-${name}-${randomBytes(4).toString('hex')}-`,
    progress,
    onEnd: (stop) => void stops.push(stop),
  };
  let outcome: Outcome;
  try {
    const figures = await untilAborted(bench.signal, benchCase.run(bench));
    outcome = { name, figures };
  } catch (error) {
    outcome = { name, failure: asError(error) };
  }
  const trouble = await endAll(stops, progress);
  return trouble && 'figures' in outcome ? { name, failure: trouble } : outcome;
}

/** Waits no longer than for the interruption: a load may stand in the middle of something that takes long. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const aborted = once(signal, 'abort', { signal: ended.signal }).then(
    () => Promise.reject(asError(signal.reason)),
    () => new Promise<never>(() => undefined),
  );
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    ended.abort();
    // What it still throws, with everything ended under it, nobody asks for.
    work.catch(() => undefined);
  }
}

/** @returns the first thing that could not be ended */
async function endAll(
  stops: (() => Promise<void>)[],
  progress: (line: string) => void,
): Promise<Error | undefined> {
  let trouble: Error | undefined;
  // Taken one by one, since an interrupted case may still be adding some.
  for (let stop = stops.pop(); stop; stop = stops.pop())
    try {
      await stop();
    } catch (error) {
      progress(`while it was ended: ${asError(error).message}`);
      trouble ??= asError(error);
    }
  return trouble;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
