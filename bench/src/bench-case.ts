import type { Figure } from './figure';
import type { Bench } from './bench';

/** A row of the table, or several that one load gives. */
export interface BenchCase {
  /** As given on the command line. */
  readonly name: string;
  /** What is measured, in one line, for `--help`. */
  readonly about: string;
  /** How long it takes with three repetitions at full size, on two cores; minutes, rounded up. */
  readonly minutes: number;
  /**
   * Measures, checks that what always holds still holds, and gives the figures.
   * @throws when a promise was broken: such a figure is worth nothing
   */
  run(bench: Bench): Promise<Figure[]>;
}
