/** What stands in a personal field whose subject is forgotten. A plain JSON value, in snapshots and answers too. */
export interface Forgotten {
  readonly forgotten: true;
}

/** The value that is put there. */
export const forgotten: Forgotten = Object.freeze({ forgotten: true });

/** Whether a field of an event, or what became of it in a state, is one that was forgotten. */
export function isForgotten(value: unknown): value is Forgotten {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1 &&
    (value as { forgotten?: unknown }).forgotten === true
  );
}
