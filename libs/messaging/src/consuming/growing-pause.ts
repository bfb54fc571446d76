/** How pauses grow: from `first` by `factor` a turn up to `longest`; milliseconds. */
export interface PauseGrowth {
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
}

/** The pause after the given turn, counted from 1; milliseconds. */
export function growingPause(turn: number, { first, factor, longest }: PauseGrowth): number {
  return Math.min(longest, first * factor ** (turn - 1));
}
