import type { Bench } from '../bench';
import type { Pair } from '../judge';
import { median } from '../statistics';

/** The same thing done beside little and beside much; each call gives the milliseconds it took. */
export interface Sides {
  readonly small: () => Promise<number>;
  readonly large: () => Promise<number>;
}

/** How often, and for how long at most. */
export interface Extent {
  readonly times: number;
  readonly seconds: number;
}

/** An answer that takes longer than the extent allows is still asked for as often, so that a median means something. */
const fewest = 5;

/**
 * Does both in turn, so that whatever disturbs the machine disturbs both alike.
 * @returns the medians in milliseconds, the small side's as the reference
 */
export async function interleave(
  { signal }: Pick<Bench, 'signal'>,
  { small, large }: Sides,
  { times, seconds }: Extent,
): Promise<Pair> {
  const [smalls, larges]: [number[], number[]] = [[], []];
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; turn < Math.max(times, fewest); turn += 1) {
    if (turn >= fewest && performance.now() > end) break;
    signal.throwIfAborted();
    const inTurn = [async () => smalls.push(await small()), async () => larges.push(await large())];
    // Each goes first every other time: the one that follows may find something prepared.
    for (const side of turn % 2 === 0 ? inTurn : inTurn.reverse()) await side();
  }
  return { value: median(larges), reference: median(smalls) };
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
