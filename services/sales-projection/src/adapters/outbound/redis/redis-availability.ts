import { isStoreUnavailable, StoreUnavailableError } from '@ordersaga/projection';

/**
 * Replies that say something of the server's state or our access to it, nothing of the command. Scripts may not touch
 * what their user may not: Redis 6 says that without a code. MOVED and ASK: a cluster, and we were told of one server.
 */
const notNow = new RegExp(
  `^(?:${[
    'LOADING|BUSY|UNKILLABLE|OOM|MISCONF|ERR max number of clients',
    'READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK',
    'NOAUTH|NOPERM|WRONGPASS|The user executing the script|ERR ACL failure in script',
  ].join('|')})\\b`,
);

/** What Redis 6 puts before the reply to a command that fails inside of a script; errors of the script lack the blank. */
const scriptPreamble = /^ERR Error running script \(call to \w+\): @user_script:\d+: @user_script: \d+: -?/;

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
  if (error.name === 'ReplyError') return notNow.test(replyOf(error));
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}

/** Whether a server refuses to write because it is a replica: after a failover the old master does. */
export function isReadOnly(error: Error): boolean {
  return replyOf(error).startsWith('READONLY');
}

function replyOf({ message }: Error): string {
  return message.replace(scriptPreamble, '');
}
