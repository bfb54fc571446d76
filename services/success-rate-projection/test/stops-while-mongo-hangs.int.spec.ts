import { openOrderFeed, sampleHistory, type OrderFeed } from '@ordersaga/projection-test-kit';
import { createLogger } from '@ordersaga/service-runtime';
import { untilReady } from '@ordersaga/service-test-kit';
import { eventually, freshPrefix, openGate, stack, type Gate } from '@ordersaga/test-kit';
import { MongoClient } from 'mongodb';
import { startSuccessRateProjection, type RunningSuccessRateProjection } from '../src/composition-root';
import { readSuccessRateProjectionConfig } from '../src/config';

const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
/** Less than a connection's own patience; a process that takes 25 s ends itself. */
const limitMs = 9_000;

describe('the success-rate projection, told to stop while MongoDB hangs', () => {
  const prefix = freshPrefix('stop');
  const database = prefix.slice(0, -1);
  let feed: OrderFeed;
  let gate: Gate;
  let service: RunningSuccessRateProjection;

  beforeEach(async () => {
    feed = await openOrderFeed(stack().kafka, prefix);
    gate = await openGate(stack().mongo);
    service = await start(gate.url);
    await untilReady(service.url);
  }, 30_000);
  afterEach(async () => {
    gate.open();
    await service.stop().catch(() => undefined);
    await feed.close();
    await gate.close();
  }, 60_000);
  afterAll(async () => {
    const client = new MongoClient(stack().mongo);
    await client.db(database).dropDatabase();
    await client.close();
  });

  const start = (mongo: string) => {
    const environment = {
      PORT: '0',
      KAFKA_BROKERS: stack().kafka,
      TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '1',
      MONGO_URL: mongo,
      MONGO_DATABASE: database,
    };
    const logger = createLogger({ service: 'test', level: 'silent' });
    return startSuccessRateProjection(readSuccessRateProjectionConfig(environment), logger);
  };
  const timeToStop = async (): Promise<number> => {
    const begin = performance.now();
    await service.stop();
    return performance.now() - begin;
  };

  it.each([
    ['looking up which copy it writes to', 'success_rate_copies'],
    ['writing', 'success_rate_v1_orders'],
  ])(
    'ends in time, and what it was at while %s is done by the next',
    async (_what, asked) => {
      const orderId = `stop-${asked}`;
      const blocked = gate.blockAt(asked);
      await feed.publish(sampleHistory({ orderId, items }, 'completed'));
      await blocked;
      expect(await timeToStop()).toBeLessThan(limitMs);
      const next = await start(stack().mongo);
      const url = `${next.url}/success-rate?waitFor=${orderId}@2`;
      await eventually(async () => expect((await fetch(url)).status).toBe(200), { within: 30_000 });
      await next.stop();
    },
    90_000,
  );
});
