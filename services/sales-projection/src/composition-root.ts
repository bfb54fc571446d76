import { createHttpServer } from '@ordersaga/http-edge';
import { createMessaging } from '@ordersaga/messaging';
import { followOrders, isStoreUnavailable, LiveCopy, queryProblem } from '@ordersaga/projection';
import {
  createLogger,
  createMetrics,
  Started,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { salesRoutes } from './adapters/inbound/http/sales-routes';
import { createKeyspace } from './adapters/outbound/redis/keyspace';
import { connectRedis, type RedisClient } from './adapters/outbound/redis/redis-connection';
import { RedisCopyRegister } from './adapters/outbound/redis/redis-copy-register';
import { RedisSalesStore } from './adapters/outbound/redis/redis-sales-store';
import { ReplicatedWrites } from './adapters/outbound/redis/replicated-writes';
import { countOrderEvents } from './application/count-order-events';
import type { SalesStore } from './application/sales-store';
import type { SalesProjectionConfig } from './config';

const name = 'sales-projection';

/** The sales projection, running. */
export interface RunningSalesProjection extends Stoppable {
  /** Where its HTTP contract is answered. */
  readonly url: string;
}

/**
 * Starts the sales projection: answers HTTP at once, and follows the orders as soon as Kafka and Redis are there;
 * either may come later or go away for a while.
 */
export function startSalesProjection(
  config: SalesProjectionConfig,
  logger: Logger = createLogger({ service: name, level: config.LOG_LEVEL }),
): Promise<RunningSalesProjection> {
  return Started.during(async (started) => {
    const registry = createMetrics(name);
    const redis = await connectRedis(config.REDIS, logger);
    started.add('redis', async () => redis.disconnect());
    const writes = await connectWriter(config, redis, logger, started);
    const prefix = config.REDIS_KEY_PREFIX;
    const live = new LiveCopy<SalesStore>({
      register: new RedisCopyRegister(redis, writes, prefix),
      open: (copy) => new RedisSalesStore(redis, createKeyspace(prefix, copy), writes),
      logger,
    });
    const messaging = createMessaging({ ...config.KAFKA, clientId: name, logger });
    started.add('kafka', () => messaging.close());
    const follower = followOrders({
      messaging,
      group: name,
      topicPrefix: config.TOPIC_PREFIX,
      partitions: config.KAFKA_PARTITIONS,
      apply: (events) => live.write((store) => countOrderEvents(store, events)),
      registry,
      logger,
    });
    started.add('consumer', () => follower.stop());
    const server = await createHttpServer({
      port: config.PORT,
      host: config.HOST,
      drainMs: config.DRAIN_MS,
      logger,
      registry,
      checks: [
        { name: 'redis', check: () => live.check() },
        { name: 'kafka', check: () => messaging.check() },
        follower,
      ],
      routes: salesRoutes(live),
      mapError: queryProblem,
      isUnavailable: isStoreUnavailable,
    });
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}

/** Waiting for replicas holds a connection up, so then queries keep theirs to themselves. */
async function connectWriter(
  config: SalesProjectionConfig,
  queries: RedisClient,
  logger: Logger,
  started: Started,
): Promise<ReplicatedWrites> {
  if (config.REDIS_WAIT_REPLICAS === 0) return new ReplicatedWrites(queries, 0);
  const writer = await connectRedis(config.REDIS, logger);
  started.add('redis writer', async () => writer.disconnect());
  return new ReplicatedWrites(writer, config.REDIS_WAIT_REPLICAS);
}
