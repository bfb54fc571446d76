/** A measured figure beside its reference and its target. */
export interface Figure {
  /** The row of the table; what further figures of a row are called begins with its name. */
  readonly name: string;
  /** What was measured, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** The same of the reference, measured in the same run; null where the target is absolute. */
  readonly reference: number | null;
  /** What the reference counts, where that is something else than `unit`. */
  readonly referenceUnit?: string;
  /** `value` by `reference`; null where the target is absolute. */
  readonly ratio: number | null;
  /** What `ratio`, or `value` where there is none, has to reach. */
  readonly target: number;
  /** Whether the target is the least or the most that is wanted. */
  readonly wanted: 'at-least' | 'at-most';
  readonly met: boolean;
  /** The judged figure of each repetition; the smallest one counts. */
  readonly runs: readonly number[];
  /** What a reader has to know besides, in one line. */
  readonly note?: string;
}
