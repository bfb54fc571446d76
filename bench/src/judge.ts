import type { Figure } from './figure';

/** What a figure is about, before it is measured. */
export type Aim = Pick<Figure, 'name' | 'unit' | 'referenceUnit' | 'target' | 'wanted' | 'note'>;

/** One repetition: what was measured, and its reference in the same run. */
export interface Pair {
  readonly value: number;
  readonly reference: number;
}

/** A figure whose `value` by `reference` is judged, from one pair a repetition. */
export function relativeFigure(aim: Aim, pairs: readonly Pair[]): Figure {
  const runs = pairs.map(({ value, reference }) => value / reference);
  const counts = indexOfSmallest(runs);
  const { value, reference } = pairs[counts] as Pair;
  const ratio = runs[counts] as number;
  return { ...aim, value, reference, ratio, met: reaches(aim, ratio), runs };
}

/** A figure that is judged as it is, from one value a repetition. */
export function absoluteFigure(aim: Aim, runs: readonly number[]): Figure {
  const value = runs[indexOfSmallest(runs)] as number;
  return { ...aim, value, reference: null, ratio: null, met: reaches(aim, value), runs };
}

/**
 * The smallest counts: of what should be large it is the worst, of what should be small the one that was disturbed
 * least by whatever else the machine does.
 */
function indexOfSmallest(runs: readonly number[]): number {
  if (runs.length === 0 || !runs.every(Number.isFinite))
    throw new RangeError(`these are no measurements: ${runs.join(', ') || 'none'}`);
  return runs.indexOf(Math.min(...runs));
}

function reaches({ target, wanted }: Aim, judged: number): boolean {
  return wanted === 'at-least' ? judged >= target : judged <= target;
}
