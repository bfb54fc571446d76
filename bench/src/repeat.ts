import type { Bench } from './bench';

/** Measures as often as this run repeats. `once` is given the number of the repetition, from 1. */
export async function repeat<T>(
  bench: Pick<Bench, 'repetitions' | 'signal' | 'progress'>,
  once: (repetition: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let repetition = 1; repetition <= bench.repetitions; repetition += 1) {
    bench.signal.throwIfAborted();
    bench.progress(`run ${repetition} of ${bench.repetitions}`);
    results.push(await once(repetition));
  }
  return results;
}
