import { MongoError, MongoServerError } from 'mongodb';
import { StoreUnavailableError } from '@ordersaga/projection';

/** Errors of the driver that mean there is no server to talk to. */
const connectionErrors = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
]);

/**
 * Codes of servers that cannot serve at the moment or do not let us in (MongoDB's error code reference): host
 * unreachable or not found, network timeout, shutdown, no or another primary, recovering, out of disk, time limit,
 * write concern not met, authentication failed, unauthorized.
 */
const serverCodes = new Set<unknown>([
  6, 7, 13, 18, 50, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031,
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
  if (connectionErrors.has(error.name) || error.hasErrorLabel('RetryableWriteError')) return true;
  return error instanceof MongoServerError && serverCodes.has(error.code);
}
