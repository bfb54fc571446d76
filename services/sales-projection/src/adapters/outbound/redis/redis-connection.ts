import { isIP } from 'node:net';
import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import type { Logger, RedisConnection } from '@ordersaga/service-runtime';
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
export async function connectRedis(connection: RedisConnection, logger: Logger): Promise<RedisClient> {
  const redis =
    connection.urls.length === 1 ? connectServer(connection) : new Cluster(...clusterOf(connection));
  reportOutages(redis, logger);
  await settled(redis);
  return redis;
}

/** Why a connection could not be made or kept, as long as there is none; a command only tells that there is none. */
export function whyAway(redis: RedisClient): Error | undefined {
  return outages.get(redis)?.reason;
}

function connectServer({ urls: [url = ''], tls }: RedisConnection): Redis {
  const { hostname } = new URL(url);
  // Node.js names the server in its greeting only when told to.
  const servername = isIP(hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: hostname };
  return new Redis(url, { ...options, ...(tls && { tls: { ...tls, ...servername } }) });
}

/** Of the nodes that only the cluster names, neither the scheme nor the login is in a URL: they are those of the first one. */
function clusterOf({ urls, tls }: RedisConnection): [nodes: string[], options: ClusterOptions] {
  const { username, password } = new URL(urls[0] ?? '');
  const login = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  const clusterOptions: ClusterOptions = {
    enableOfflineQueue: false,
    redisOptions: { ...options, ...login, ...(tls && { tls }) },
    clusterRetryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    // A certificate is made out to a name: ioredis would look its address up and compare with that.
    ...(tls && { dnsLookup: (name, callback) => callback(null, name) }),
  };
  return [[...urls], clusterOptions];
}

interface Outage {
  readonly reason: Error;
  /** Each is told once: ioredis tells of every attempt. */
  readonly told: Set<string>;
}

const outages = new WeakMap<RedisClient, Outage>();

/** All that is said where a server closes the connection; by nodes of a cluster, where we do not trust its certificate too. */
const closed =
  /^(Connection is closed|Failed to refresh slots cache|Reached the max retries)|ECONNRESET|EPIPE/;

const hint =
  'should it go on: check whether REDIS_URL has to begin with rediss:, and REDIS_TLS_CA_FILE, REDIS_TLS_CERT_FILE';

/** One line for each reason that keeps the connection from being made, and one when it is back. */
function reportOutages(redis: RedisClient, logger: Logger): void {
  const note = (error: Error): void => {
    const outage = outages.get(redis);
    const unclear = closed.test(error.message);
    if (outage && unclear) return;
    const reason = unclear ? new Error(`${error.message}; ${hint}`, { cause: error }) : withoutCommand(error);
    const told = outage?.told ?? new Set();
    if (!told.has(reason.message)) logger.warn({ err: reason }, 'Redis does not answer');
    outages.set(redis, { reason, told: told.add(reason.message) });
  };
  redis.on('error', note);
  // A cluster's own error only says that no node would do.
  redis.on('node error', note);
  redis.on('reconnecting', () => note(new Error('Connection is closed')));
  redis.on('ready', () => {
    if (outages.delete(redis)) logger.info('Redis is back');
  });
}

/** Of a log-in that is refused ioredis keeps the command, and with it the password. */
function withoutCommand(error: Error & { command?: unknown }): Error {
  delete error.command;
  return error;
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
