/**
 * A row that was not there when it was loaded has been inserted by another transaction since. The unit of work is run
 * again and then finds it; this error only comes through after several such runs.
 */
export class RowAppearedError extends Error {
  readonly code = 'row-appeared';
  constructor(entity: string) {
    super(`another transaction has inserted a row of ${entity} meanwhile`);
    this.name = 'RowAppearedError';
  }
}

/** An entity was saved that had been loaded without `forUpdate`: another's change could be lost. A mistake in the code. */
export class NotLockedError extends Error {
  readonly code = 'not-locked';
  constructor(entity: string, id: string) {
    super(`${entity} ${id} was loaded without a lock; load what you mean to save with forUpdate`);
    this.name = 'NotLockedError';
  }
}

/** An entity schema that the repository can't serve. A mistake in the code. */
export class UnsuitableEntityError extends Error {
  readonly code = 'unsuitable-entity';
  constructor(entity: string) {
    super(`${entity} needs exactly one primary column, of text`);
    this.name = 'UnsuitableEntityError';
  }
}

/** SQLSTATE of a lost race: serialization failure, deadlock. Postgres has rolled back; running it again is the answer. */
const lostRaces = new Set(['40001', '40P01']);

/** Whether running the same unit of work again can help at once. */
export function isLostRace(error: unknown): boolean {
  if (error instanceof RowAppearedError) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && lostRaces.has(code);
}
