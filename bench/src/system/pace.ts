/** The first part of a run, which is not measured: a process has to get warm. */
const skipped = 0.25;

/** More of a run than this has to be left to be measured, or it was too short. */
const leastMeasured = 0.5;

/** How much of a run was done at a moment. */
export interface Progress {
  /** Milliseconds, of any clock. */
  readonly at: number;
  readonly done: number;
}

/**
 * The pace of a run that was looked at while it went on: from where its first quarter was done to its end.
 * @returns per second
 * @throws RangeError when it was looked at too late
 */
export function paceOf(looks: readonly Progress[], whole: number): number {
  const from = looks.find(({ done }) => done >= whole * skipped);
  const to = looks.find(({ done }) => done >= whole);
  if (!from || !to || whole - from.done < whole * leastMeasured)
    throw new RangeError(`too short to be measured: of ${whole}, ${from?.done} were done at the first look`);
  return ((to.done - from.done) / (to.at - from.at)) * 1000;
}
