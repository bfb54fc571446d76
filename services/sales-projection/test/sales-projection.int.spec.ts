import { deadLetterTopic } from '@ordersaga/contracts';
import { openOrderFeed, sampleHistory, type OrderFeed } from '@ordersaga/projection-test-kit';
import { createLogger } from '@ordersaga/service-runtime';
import { untilReady } from '@ordersaga/service-test-kit';
import { eventually, freshPrefix, openGate, stack, type Gate } from '@ordersaga/test-kit';
import { Redis } from 'ioredis';
import { startSalesProjection, type RunningSalesProjection } from '../src/composition-root';
import { readSalesProjectionConfig } from '../src/config';
import type { ProductSales } from '../src/domain/product-sales';
import { recount } from './recount';

type Answer = ProductSales & { asOf: string | null };
type Page = { items: ProductSales[]; nextCursor: string | null };

const keyboard = { productId: 'keyboard', quantity: 2, unitPrice: 4990 };
const logger = createLogger({ service: 'test', level: 'silent' });
const none = { open: 0, completed: 0, failed: 0, cancelled: 0 };

describe('the sales projection', () => {
  const prefix = freshPrefix('sales');
  let feed: OrderFeed;
  let gate: Gate;
  let service: RunningSalesProjection;

  const start = (redis: string) => {
    const environment = {
      PORT: '0',
      KAFKA_BROKERS: stack().kafka,
      TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '3',
      REDIS_URL: redis,
      REDIS_KEY_PREFIX: prefix,
    };
    return startSalesProjection(readSalesProjectionConfig(environment), logger);
  };
  const get = (path: string) => fetch(service.url + path);
  const read = async <T = Answer>(path: string) => {
    const response = await get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const product = (id: string, query = '') => read(`/sales/products/${encodeURIComponent(id)}${query}`);
  const ready = (which = service) => untilReady(which.url);

  beforeAll(async () => {
    feed = await openOrderFeed(stack().kafka, prefix);
    gate = await openGate(stack().redis);
    service = await start(gate.url);
    await ready();
  }, 30_000);

  afterAll(async () => {
    await service.stop();
    await feed.close();
    await gate.close();
    const redis = new Redis(stack().redis);
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(...keys);
    redis.disconnect();
  }, 30_000);

  it('tells a caller its own writes', async () => {
    const events = sampleHistory({ orderId: 'o@1', items: [{ ...keyboard, productId: 'own' }] }, 'completed');
    const asking = product('own', '?waitFor=o@1@2&outcome=completed');
    await feed.publish(events);
    expect(await asking).toEqual({
      productId: 'own',
      totalQuantity: 2,
      prices: [{ unitPrice: 4990, quantity: 2, byOutcome: { ...none, completed: 2 } }],
      asOf: '2026-11-21T10:00:01.000Z',
    });
    expect(await product('own', '?outcome=open')).toMatchObject({ totalQuantity: 0, prices: [] });
  });

  it('has zero and no prices for a product nobody ordered', async () => {
    expect(await product('nobody')).toMatchObject({ productId: 'nobody', totalQuantity: 0, prices: [] });
  });

  it('takes a product id of any characters', async () => {
    const productId = 'a/b?c%20 {ä}💶';
    await feed.publish(sampleHistory({ orderId: 'odd', items: [{ ...keyboard, productId }] }));
    expect(await product(productId, '?waitFor=odd@1')).toMatchObject({ productId, totalQuantity: 2 });
  });

  it('answers 503 with Retry-After when what was waited for does not come', async () => {
    const begin = performance.now();
    const response = await get('/sales/products?waitFor=never@1');
    expect(performance.now() - begin).toBeGreaterThan(4_500);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  }, 10_000);

  it.each([
    '/sales/products/a?waitFor=a',
    '/sales/products/a?outcome=lost',
    '/sales/products/a?outcome=open&outcome=failed',
    '/sales/products?limit=0',
    '/sales/products?limit=501',
    '/sales/products?cursor=nonsense',
    '/sales/products?size=3',
  ])('refuses %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: expect.any(String) as string }] });
  });

  it('lists every product once, page by page', async () => {
    const items = ['p1', 'p2', 'p3', 'p4', 'p5'].map((productId) => ({ ...keyboard, productId }));
    await feed.publish(sampleHistory({ orderId: 'many', items }));
    const seen: string[] = [];
    let next: string | null = '';
    do {
      const cursor: string = next ? `&cursor=${next}` : '';
      const page: Page = await read<Page>(`/sales/products?limit=2&waitFor=many@1${cursor}`);
      seen.push(...page.items.map(({ productId }) => productId));
      next = page.nextCursor;
    } while (next !== null);
    expect(seen.filter((id) => /^p\d$/.test(id))).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('stays a recount while everything is published again and a second instance joins and leaves', async () => {
    const histories = Array.from({ length: 120 }, (_, n) =>
      sampleHistory(
        {
          orderId: `shared-${n}`,
          items: [{ productId: 'shared', quantity: 1 + (n % 3), unitPrice: 100 + (n % 2) }],
        },
        ...(n % 4 === 0 ? [] : (['confirmed', n % 4 === 1 ? 'cancelled' : 'completed'] as const)),
      ),
    );
    const newest = [0, 1, 2].flatMap((step) => histories.flatMap((history) => history[step] ?? []));
    await feed.publish(newest);
    const second = await start(stack().redis);
    await ready(second);
    await feed.publish(newest);
    const expected = recount(histories).get('shared')!;
    await eventually(async () => expect(await product('shared')).toMatchObject(expected), { within: 20_000 });
    await second.stop();
    await feed.publish([...newest, ...sampleHistory({ orderId: 'last', items: [keyboard] })]);
    for (const history of histories.slice(-3)) {
      const { orderId, version } = history.at(-1)!.data;
      await product('shared', `?waitFor=${orderId}@${version}`);
    }
    expect(await product('shared', '?waitFor=last@1')).toMatchObject(expected);
  }, 40_000);

  it('puts what it cannot read, and what comes before its predecessor, aside and goes on', async () => {
    const letters = await feed.collect(deadLetterTopic('sales-projection'));
    const [, , late] = sampleHistory({ orderId: 'gap', items: [keyboard] }, 'confirmed', 'completed');
    await feed.publishRaw({ key: 'broken', headers: { ce_id: '1' }, value: '{' });
    await feed.publish([
      late!,
      ...sampleHistory({ orderId: 'fine', items: [{ ...keyboard, productId: 'fine' }] }),
    ]);
    expect(await product('fine', '?waitFor=fine@1')).toMatchObject({ totalQuantity: 2 });
    await eventually(
      () =>
        expect(letters.map(({ key, headers }) => [key, headers['dead-letter-error-code']]).sort()).toEqual([
          ['broken', 'message-unreadable'],
          ['gap', 'version-gap'],
        ]),
      { within: 20_000 },
    );
  }, 30_000);

  it.each([
    ['is away', 'away', () => gate.shut()],
    ['hangs', 'hanging', async () => gate.block()],
  ])(
    'answers 503 soon while Redis %s, and goes on where it was afterwards',
    async (_what, id, fail) => {
      await fail();
      await feed.publish(sampleHistory({ orderId: id, items: [{ ...keyboard, productId: id }] }));
      const begin = performance.now();
      const response = await get(`/sales/products/${id}`);
      expect(performance.now() - begin).toBeLessThan(4_000);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect((await get('/readyz')).status).toBe(503);
      gate.open();
      await eventually(async () => expect(await product(id)).toMatchObject({ totalQuantity: 2 }), {
        within: 30_000,
      });
      await ready();
    },
    60_000,
  );

  it('shows what it does in its metrics', async () => {
    await feed.publish(sampleHistory({ orderId: 'measured', items: [keyboard] }));
    await product('keyboard', '?waitFor=measured@1');
    await eventually(async () => {
      const metrics = await (await get('/metrics')).text();
      expect(metrics).toMatch(/consumer_messages_total\{.*group="\S*sales-projection".*\} [1-9]/);
      expect(metrics).toMatch(/consumer_delay_seconds_count\{.*group="\S*sales-projection".*\} [1-9]/);
    });
  });
});
