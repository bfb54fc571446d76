import { quickTime, sampleHistory } from '@ordersaga/projection-test-kit';
import { LiveCopy, type OrderEvent } from '@ordersaga/projection';
import { rebuild, type OrderLog } from '@ordersaga/rebuild';
import { createLogger, readRedisConnection } from '@ordersaga/service-runtime';
import { eventually, securedStackRuns, startSecuredStack, type SecuredStack } from '@ordersaga/test-kit';
import { createKeyspace } from '../src/adapters/outbound/redis/keyspace';
import { connectRedis, type RedisClient } from '../src/adapters/outbound/redis/redis-connection';
import { RedisCopyRegister } from '../src/adapters/outbound/redis/redis-copy-register';
import { redisRebuild } from '../src/adapters/outbound/redis/redis-rebuild';
import { RedisSalesStore } from '../src/adapters/outbound/redis/redis-sales-store';
import { ReplicatedWrites } from '../src/adapters/outbound/redis/replicated-writes';
import { countOrderEvents } from '../src/application/count-order-events';
import { listProductSales } from '../src/application/list-product-sales';
import type { SalesStore } from '../src/application/sales-store';
import { recount } from './recount';

jest.setTimeout(120_000);

/** A cluster of one refuses keys of several slots in one command, as a large one does. */
const redisArguments = [
  ...['--cluster-enabled', 'yes', '--tls-cluster', 'yes', '--cluster-announce-ip', '127.0.0.1'],
];
const all = Array.from({ length: 16_384 }, (_, slot) => slot);
const logger = createLogger({ service: 'test', level: 'silent' });

(securedStackRuns(['redis']) ? describe : describe.skip)('a rebuild on Redis Cluster', () => {
  let secured: SecuredStack;
  let redis: RedisClient;

  beforeAll(async () => {
    secured = await startSecuredStack(['redis'], { redisArguments });
    const { url, environment } = secured.components.redis;
    const connection = readRedisConnection({ REDIS_URL: url, ...environment });
    const alone = await connectRedis(connection, logger);
    await alone.call('CLUSTER', 'ADDSLOTS', ...all);
    alone.disconnect();
    redis = await connectRedis({ ...connection, urls: [url, url.replace('127.0.0.1', 'localhost')] }, logger);
  });
  afterAll(async () => {
    redis?.disconnect();
    await secured?.stop();
  });

  it('fills, compares, switches and removes', async () => {
    const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
    const histories = Array.from({ length: 200 }, (_, n) =>
      sampleHistory({ orderId: `order-${n}`, items }, 'completed'),
    );
    const writes = new ReplicatedWrites(redis, 0);
    const register = new RedisCopyRegister(redis, writes, '');
    const open = (copy: string): SalesStore => new RedisSalesStore(redis, createKeyspace('', copy), writes);
    const live = new LiveCopy({ register, open, logger });
    await eventually(() => live.check());
    await live.write((store) => countOrderEvents(store, histories.flat()));
    const target = redisRebuild({ redis, prefix: '', writes, register });
    const rebuilt = await rebuild(target, logOf(histories.flat()), { passing: quickTime });
    expect(rebuilt).toMatchObject({ copy: 'v2', events: 400, comparison: { equal: 200, differing: 0 } });
    expect(rebuilt.leftOver).toBeUndefined();
    const { items: shown } = await listProductSales(live, { limit: 10 });
    expect(shown).toEqual([...recount(histories).values()]);
    for (const { orders, meta } of createKeyspace('', 'v1').shards) {
      expect(await redis.exists(orders)).toBe(0);
      expect(await redis.exists(meta)).toBe(0);
    }
  });
});

/** A log in memory: what matters here is the store. */
function logOf(events: readonly OrderEvent[]): OrderLog<number> {
  return {
    count: async () => events.length,
    isUnavailable: () => false,
    read: async function* (from = 0) {
      yield { events: events.slice(from), position: events.length };
    },
  };
}
