import fc from 'fast-check';
import { always, StoreUnavailableError, VersionGapError, type OrderEvent } from '@ordersaga/projection';
import { delivered, sampleHistory } from '@ordersaga/projection-test-kit';
import { createLogger } from '@ordersaga/service-runtime';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { recount } from '../../../../test/recount';
import { countOrderEvents } from '../../../application/count-order-events';
import { listProductSales } from '../../../application/list-product-sales';
import { queryProductSales } from '../../../application/query-product-sales';
import { toSteps } from '../../../domain/order-step';
import { createKeyspace } from './keyspace';
import { connectRedis, type RedisClient } from './redis-connection';
import { RedisSalesStore } from './redis-sales-store';

const keyboard = { productId: 'keyboard', quantity: 2, unitPrice: 4990 };
const mouse = { productId: 'mouse', quantity: 1, unitPrice: 1990 };

describe('counters on Redis', () => {
  let redis: RedisClient;
  const prefixes: string[] = [];

  beforeAll(async () => {
    redis = await connectRedis({ urls: [stack().redis] }, createLogger({ service: 'test', level: 'silent' }));
  });
  afterAll(async () => {
    for (const prefix of prefixes) await removeAll(prefix);
    redis.disconnect();
  });

  const fresh = () => {
    const prefix = freshPrefix('sales');
    prefixes.push(prefix);
    return { prefix, store: new RedisSalesStore(redis, createKeyspace(prefix)) };
  };
  const keysOf = async (prefix: string) => (await redis.keys(`${prefix}*`)).sort();
  const removeAll = async (prefix: string) => {
    const keys = await keysOf(prefix);
    if (keys.length > 0) await redis.del(...keys);
  };
  /** Everything that is stored, to tell that nothing has changed. */
  const dump = async (prefix: string) =>
    Promise.all((await keysOf(prefix)).map(async (key) => [key, await contentOf(key)]));
  const contentOf = async (key: string) =>
    (await redis.type(key)) === 'hash'
      ? Object.entries(await redis.hgetall(key)).sort()
      : redis.zrangebylex(key, '-', '+');

  it('move the lines of an order with what becomes of it', async () => {
    const { store } = fresh();
    const [placed, changed, completed] = sampleHistory(
      { orderId: 'a', items: [keyboard] },
      { items: [{ ...keyboard, quantity: 5 }, mouse] },
      'completed',
    );
    const read = () => queryProductSales(always(store), 'keyboard', {});
    const none = { open: 0, completed: 0, failed: 0, cancelled: 0 };
    await countOrderEvents(store, [placed!]);
    expect(await read()).toMatchObject({ totalQuantity: 2, prices: [{ byOutcome: { ...none, open: 2 } }] });
    await countOrderEvents(store, [changed!]);
    expect(await read()).toMatchObject({ totalQuantity: 5, prices: [{ byOutcome: { ...none, open: 5 } }] });
    await countOrderEvents(store, [completed!]);
    expect(await read()).toEqual({
      productId: 'keyboard',
      totalQuantity: 5,
      prices: [{ unitPrice: 4990, quantity: 5, byOutcome: { ...none, completed: 5 } }],
      asOf: completed!.time,
    });
    expect(await store.versionOf('a')).toBe(3);
    expect(await store.versionOf('b')).toBe(0);
  });

  it('are unchanged, to the last key, by a duplicate and by a replay from the start', async () => {
    const { prefix, store } = fresh();
    const events = ['a', 'b', 'c'].flatMap((orderId) =>
      sampleHistory({ orderId, items: [keyboard] }, { items: [mouse] }, 'confirmed', { failed: 'timed-out' }),
    );
    await countOrderEvents(store, events);
    const before = await dump(prefix);
    await countOrderEvents(store, events);
    expect(await dump(prefix)).toEqual(before);
    for (const event of events) {
      await countOrderEvents(store, [event]);
      expect(await dump(prefix)).toEqual(before);
    }
  });

  it('forget a product that no order holds any more', async () => {
    const { prefix, store } = fresh();
    await countOrderEvents(store, sampleHistory({ orderId: 'a', items: [keyboard] }, { items: [mouse] }));
    expect(
      (await listProductSales(always(store), { limit: 10 })).items.map(({ productId }) => productId),
    ).toEqual(['mouse']);
    expect(JSON.stringify(await dump(prefix))).not.toContain('keyboard');
  });

  it('refuse an event before its predecessor, and take the rest of the batch', async () => {
    const { store } = fresh();
    const [placed, , completed] = sampleHistory(
      { orderId: 'a', items: [keyboard] },
      'confirmed',
      'completed',
    );
    const other = sampleHistory({ orderId: 'b', items: [mouse] });
    const counting = countOrderEvents(store, [placed!, completed!, ...other]);
    await expect(counting).rejects.toEqual(new VersionGapError('a', 1, 3));
    expect(await store.versionOf('a')).toBe(1);
    expect(await store.versionOf('b')).toBe(1);
    await expect(countOrderEvents(store, [completed!])).rejects.toBeInstanceOf(VersionGapError);
  });

  it('leave nothing half done when a step is broken', async () => {
    const { prefix, store } = fresh();
    const [good] = toSteps(sampleHistory({ orderId: 'a', items: [keyboard] }));
    const broken = { ...good!, lines: [{ ...keyboard, productId: '\ud800' }] };
    await expect(store.apply([good!, broken])).rejects.toThrow();
    expect(await dump(prefix)).toEqual([]);
  });

  it('hold quantities beyond what a double can count exactly in Lua', async () => {
    const { store } = fresh();
    const many = { ...keyboard, quantity: Number.MAX_SAFE_INTEGER - 1 };
    await countOrderEvents(store, sampleHistory({ orderId: 'a', items: [many] }, 'completed'));
    await countOrderEvents(store, sampleHistory({ orderId: 'b', items: [{ ...keyboard, quantity: 1 }] }));
    const { totalQuantity } = await queryProductSales(always(store), 'keyboard', {});
    expect(totalQuantity).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('come out right when the same batches are applied from two instances at once', async () => {
    const { store } = fresh();
    const histories = Array.from({ length: 60 }, (_, n) =>
      sampleHistory({ orderId: `order-${n}`, items: [keyboard, mouse] }, { items: [mouse] }, 'completed'),
    );
    const events = [0, 1, 2].flatMap((step) => histories.map((history) => history[step]!));
    await Promise.all([replay(store, events, 7), replay(store, events, 11)]);
    const { items } = await listProductSales(always(store), { limit: 10 });
    expect(items).toEqual([...recount(histories).values()]);
  });

  it('equal a recount, whatever came twice or in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(delivered, async ({ batches, histories }) => {
        const { prefix, store } = fresh();
        for (const batch of batches) await countOrderEvents(store, batch);
        const { items } = await listProductSales(always(store), { limit: 500 });
        const expected = [...recount(histories).values()];
        expect(new Map(items.map((item) => [item.productId, item]))).toEqual(
          new Map(expected.map((item) => [item.productId, item])),
        );
        await removeAll(prefix);
      }),
      { numRuns: 40 },
    );
  });

  it('list every product once, by id, page by page', async () => {
    const { store } = fresh();
    const ids = Array.from({ length: 57 }, (_, n) => `product-${String(n).padStart(3, '0')}`);
    const events = [...ids, ...ids].flatMap((productId, n) =>
      sampleHistory({ orderId: `order-${n}`, items: [{ ...keyboard, productId, unitPrice: n }] }),
    );
    await countOrderEvents(store, events);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await listProductSales(always(store), { limit: 10, after });
      expect(items.every(({ totalQuantity, prices }) => totalQuantity === 4 && prices.length === 2)).toBe(
        true,
      );
      seen.push(...items.map(({ productId }) => productId));
      after = next;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
  });

  it('are waited for while rights to them are missing', async () => {
    const { prefix, store } = fresh();
    const events = sampleHistory({ orderId: 'a', items: [keyboard] });
    const user = prefix.slice(0, -1);
    await redis.acl('SETUSER', user, 'on', '>secret', '~*', '+@all', '-hset');
    const as = async (password: string) => {
      const url = new URL(stack().redis);
      const login = Object.assign(url, { username: user, password }).href;
      return connectRedis({ urls: [login] }, createLogger({ service: 'test', level: 'silent' }));
    };
    for (const client of [await as('secret'), await as('wrong')]) {
      const counting = countOrderEvents(new RedisSalesStore(client, createKeyspace(prefix)), events);
      const error: unknown = await counting.catch((reason: unknown) => reason);
      client.disconnect();
      expect(error).toBeInstanceOf(StoreUnavailableError);
    }
    await redis.acl('DELUSER', user);
    await countOrderEvents(store, events);
    expect(await store.versionOf('a')).toBe(1);
  });

  it('know a script again after the server has forgotten it', async () => {
    const { store } = fresh();
    await redis.script('FLUSH');
    await countOrderEvents(store, sampleHistory({ orderId: 'a', items: [keyboard] }));
    expect(await store.versionOf('a')).toBe(1);
  });
});

async function replay(store: RedisSalesStore, events: readonly OrderEvent[], size: number): Promise<void> {
  for (let from = 0; from < events.length; from += size)
    await countOrderEvents(store, events.slice(from, from + size));
}
