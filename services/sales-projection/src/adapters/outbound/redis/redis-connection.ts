import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '@ordersaga/service-runtime';
import { isReadOnly } from './redis-availability';

/** A connection to one Redis or to a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** Longest that connecting or a command may take, in milliseconds. */
const patience = { connect: 2_000, command: 2_000, atStart: 2_000 };

/** Fail at once while there is no connection: queries answer 503, and the consumer has its own patience. */
const options: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: patience.connect,
  commandTimeout: patience.command,
  retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  // After a failover the old master answers READONLY: find the new one.
  reconnectOnError: isReadOnly,
};

/**
 * Connects to Redis: one URL is a single server, several are nodes of a Redis Cluster. Waits a moment for the
 * connection, but does not insist: it is made again and again in the background.
 */
export async function connectRedis(urls: readonly string[], logger: Logger): Promise<RedisClient> {
  const redis =
    urls.length === 1 ? new Redis(urls[0] as string, options) : new Cluster([...urls], clusterOptions);
  reportOutages(redis, logger);
  await settled(redis);
  return redis;
}

const clusterOptions = {
  enableOfflineQueue: false,
  redisOptions: options,
  clusterRetryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
};

/** One line when the connection is lost and one when it is back; ioredis itself tells of every attempt. */
function reportOutages(redis: RedisClient, logger: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'Redis does not answer');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}

function settled(redis: RedisClient): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience.atStart);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
