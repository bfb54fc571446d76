import type { Backing } from '@ordersaga/launcher';

/** What every case works with. */
export interface Bench {
  /** Where the real servers of this run are. */
  readonly backing: Backing;
  /** The project's root folder. */
  readonly root: string;
  /** How often each figure is measured; 3 unless told. */
  readonly repetitions: number;
  /** Ends with Ctrl-C: loads stop at the next turn. */
  readonly signal: AbortSignal;
  /** One line of progress on standard error. */
  progress(line: string): void;
  /** Ends what the case has started, last first, also when it fails or is interrupted. */
  onEnd(stop: () => Promise<void>): void;
}
