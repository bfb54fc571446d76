import type { BringUp } from '../bring-up';

let kept: BringUp | undefined;

/** Remembers the run's system from Jest's setup to its teardown; both run in the same process. */
export function keep(bringUp: BringUp | undefined): void {
  kept = bringUp;
}

/** What is kept. */
export function keptSystem(): BringUp | undefined {
  return kept;
}
