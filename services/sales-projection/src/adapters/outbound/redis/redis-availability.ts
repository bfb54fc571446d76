import { isStoreUnavailable, StoreUnavailableError } from '@ordersaga/projection';

/** Replies that say something of the server's state or our access to it, nothing of the command. */
const notNow =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS|NOAUTH|NOPERM|WRONGPASS|UNKILLABLE)\b/;

/**
 * Runs work on Redis and tells its being away from everything else.
 * @throws StoreUnavailableError when Redis does not answer, or cannot serve at the moment
 */
export async function whileAvailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStoreUnavailable(error) || !isRedisAway(error)) throw error;
    throw new StoreUnavailableError('Redis', error);
  }
}

/** What is no reply of the server comes from the connection: refused, closed, timed out. */
function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error) || ('code' in error && error.code === 'version-gap')) return false;
  if (error.name === 'ReplyError') return notNow.test(error.message);
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}
