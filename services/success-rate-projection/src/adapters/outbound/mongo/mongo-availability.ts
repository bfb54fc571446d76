import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  type WriteError,
} from 'mongodb';
import { StoreUnavailableError } from '@ordersaga/projection';

/** Errors of the driver that mean there is no server to talk to, besides its network errors. */
const connectionErrors = new Set([
  'MongoServerSelectionError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
]);

/** Codes of servers that cannot serve at the moment or do not let us in (MongoDB's error code reference). */
const serverCodes = new Set<unknown>([
  ...[6, 7, 89, 202, 384, 9001], // host unreachable or not found, network timeout, connection lost
  ...[11, 13, 18, 391, 8000], // user not found, unauthorized, authentication failed or needed again, Atlas's own
  ...[91, 189, 10058, 10107, 11600, 11602, 13435, 13436], // shutting down, no longer the primary, recovering
  ...[63, 133, 150, 13388], // no server that fits, routing that is out of date
  ...[64, 100, 134], // replicas have not confirmed, or are too few to
  ...[24, 46, 50, 112, 262, 365, 462], // locks, time limits, write conflicts, overload
  ...[12501, 14031], // out of quota or disk
]);

/**
 * Runs work on MongoDB and tells its being away from everything else.
 * @throws StoreUnavailableError when MongoDB does not answer, or cannot serve at the moment
 */
export async function whileAvailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMongoAway(error)) throw error;
    throw new StoreUnavailableError('MongoDB', error);
  }
}

/** Longest that a query may keep its caller waiting, in milliseconds. */
const queryPatience = 3_000;

/**
 * Runs a query: like `whileAvailable`, but gives up sooner than the driver does on a server that hangs.
 * @throws StoreUnavailableError
 */
export async function queryWhileAvailable<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new StoreUnavailableError('MongoDB', `nothing within ${queryPatience} ms`);
    timer = setTimeout(() => reject(error), queryPatience);
  });
  try {
    return await Promise.race([whileAvailable(work), late]);
  } finally {
    clearTimeout(timer);
  }
}

function isMongoAway(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  if (error instanceof MongoNetworkError || connectionErrors.has(error.name)) return true;
  if (error.hasErrorLabel('RetryableWriteError')) return true;
  if (error instanceof MongoBulkWriteError) return isAwayForBulk(error);
  return error instanceof MongoServerError && serverCodes.has(error.code);
}

/** The driver wraps what kept a bulk write from being sent; and of several failures it tells one code, or none. */
function isAwayForBulk(error: MongoBulkWriteError): boolean {
  if (isMongoAway(error.errorResponse)) return true;
  const codes = [error, error.result.getWriteConcernError(), ...writeErrorsOf(error)].map(
    (each) => each?.code,
  );
  return codes.some((code) => serverCodes.has(code));
}

/** The writes of a bulk that failed. */
export function writeErrorsOf({ writeErrors }: MongoBulkWriteError): readonly WriteError[] {
  return [writeErrors].flat();
}
