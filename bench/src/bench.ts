import type { Backing } from '@ordersaga/launcher';

/** What every case works with. */
export interface Bench {
  /** Where the real servers of this run are. */
  readonly backing: Backing;
  /** The project's root folder. */
  readonly root: string;
  /** Put before everything this case calls its own on the servers; no other run and no other case has it. */
  readonly prefix: string;
  /** How often each figure is measured; 3 unless told. */
  readonly repetitions: number;
  /** What the sizes of loads are multiplied by; 1 in earnest. See `scaled`. */
  readonly scale: number;
  /** Ends with Ctrl-C: loads stop at the next turn. */
  readonly signal: AbortSignal;
  /** One line of progress on standard error. */
  progress(line: string): void;
  /** To be called with each process as soon as it exists, so that it ends when this one dies. */
  onSpawn(pid: number): void;
  /** Ends what the case has started, last first, also when it fails or is interrupted. */
  onEnd(stop: () => Promise<void>): void;
}

/** A load's size on the scale of this run, a whole number and at least `least`. */
export function scaled(bench: Pick<Bench, 'scale'>, size: number, least = 1): number {
  return Math.max(least, Math.round(size * bench.scale));
}
