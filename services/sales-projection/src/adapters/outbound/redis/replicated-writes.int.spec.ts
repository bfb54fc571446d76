import { StoreUnavailableError } from '@ordersaga/projection';
import { sampleHistory } from '@ordersaga/projection-test-kit';
import { createLogger } from '@ordersaga/service-runtime';
import { eventually, freshPrefix, stack } from '@ordersaga/test-kit';
import { StubReplica } from '../../../../test/stub-replica';
import { countOrderEvents } from '../../../application/count-order-events';
import { createKeyspace } from './keyspace';
import { connectRedis, type RedisClient } from './redis-connection';
import { RedisSalesStore } from './redis-sales-store';
import { ReplicatedWrites } from './replicated-writes';

const logger = createLogger({ service: 'test', level: 'silent' });
const events = (orderId: string) =>
  sampleHistory({ orderId, items: [{ productId: 'keyboard', quantity: 1, unitPrice: 4990 }] });

describe('counters that a replica must have', () => {
  const prefix = freshPrefix('sales');
  const clients: RedisClient[] = [];
  let replica: StubReplica | undefined;

  /** Over a connection of its own, as another instance has it. */
  const open = async (replicas: number): Promise<RedisSalesStore> => {
    const redis = await connectRedis({ urls: [stack().redis] }, logger);
    clients.push(redis);
    return new RedisSalesStore(redis, createKeyspace(prefix), new ReplicatedWrites(redis, replicas));
  };
  const attached = () =>
    eventually(async () => expect(await clients[0]?.info('replication')).toContain('state=online'), {
      within: 20_000,
    });

  afterAll(async () => {
    replica?.detach();
    const keys = await clients[0]?.keys(`${prefix}*`);
    if (keys?.length) await clients[0]?.del(...keys);
    for (const client of clients) client.disconnect();
  });

  it('are not taken for stored without one, though nobody waits for them who need not', async () => {
    await expect(countOrderEvents(await open(1), events('a'))).rejects.toThrow(StoreUnavailableError);
    await countOrderEvents(await open(0), events('a'));
  });

  it('are stored once it has them, however often and by whom they were counted before', async () => {
    replica = new StubReplica(stack().redis);
    await attached();
    await expect(countOrderEvents(await open(1), events('b'))).rejects.toThrow(StoreUnavailableError);
    const next = await open(1);
    await expect(countOrderEvents(next, events('b'))).rejects.toThrow(StoreUnavailableError);
    replica.acknowledge();
    await eventually(() => countOrderEvents(next, events('b')));
    await countOrderEvents(next, events('c'));
    expect(await next.versionOf('c')).toBe(1);
  });
});
