import type { RebuildTarget } from '@ordersaga/rebuild';
import type { Logger, Started } from '@ordersaga/service-runtime';
import { connectRedis } from './adapters/outbound/redis/redis-connection';
import { RedisCopyRegister } from './adapters/outbound/redis/redis-copy-register';
import { redisRebuild } from './adapters/outbound/redis/redis-rebuild';
import { ReplicatedWrites } from './adapters/outbound/redis/replicated-writes';
import type { SalesRebuildConfig } from './config';

/** Connects what a rebuild of the sales projection needs; what is to be closed is added to `started`. */
export async function openSalesRebuild(
  config: Omit<SalesRebuildConfig, 'ORDER_DATABASE_URL'>,
  logger: Logger,
  started: Started,
): Promise<RebuildTarget> {
  const { REDIS, REDIS_KEY_PREFIX: prefix, REDIS_WAIT_REPLICAS } = config;
  const redis = await connectRedis(REDIS, logger);
  started.add('redis', async () => redis.disconnect());
  const writes = new ReplicatedWrites(redis, REDIS_WAIT_REPLICAS);
  return redisRebuild({ redis, prefix, writes, register: new RedisCopyRegister(redis, writes, prefix) });
}
