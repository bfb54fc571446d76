import { MongoBulkWriteError } from 'mongodb';
import { writeErrorsOf } from './mongo-availability';

/** What the server answers when a key is taken. */
export const duplicateKey = 11_000;

/** Of a bulk write, someone else has inserted the same documents first, and nothing else went wrong. */
export function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  if (error.result.getWriteConcernError()) return false;
  const failures = writeErrorsOf(error);
  return failures.length > 0 && failures.every(({ code }) => code === duplicateKey);
}
