import { deadLetterTopic } from '@ordersaga/contracts';
import {
  openOrderFeed,
  sampleHistory,
  type OrderFeed,
  type SampleStep,
} from '@ordersaga/projection-test-kit';
import { createLogger } from '@ordersaga/service-runtime';
import { untilReady } from '@ordersaga/service-test-kit';
import { eventually, freshPrefix, openGate, stack, type Gate } from '@ordersaga/test-kit';
import { MongoClient } from 'mongodb';
import { startSuccessRateProjection, type RunningSuccessRateProjection } from '../src/composition-root';
import { readSuccessRateProjectionConfig } from '../src/config';
import type { SuccessRate } from '../src/domain/success-rate';
import { recount } from './recount';

type Rate = SuccessRate & { asOf: string | null };
type Listed = { orderId: string; status: string };
type Page = { items: Listed[]; nextCursor: string | null; asOf: string | null };

const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
const logger = createLogger({ service: 'test', level: 'silent' });
const steps: (SampleStep | undefined)[] = [
  undefined,
  'completed',
  'cancelled',
  { failed: 'insufficient-stock' },
  { failed: 'payment-declined' },
];

describe('the success-rate projection', () => {
  const prefix = freshPrefix('success');
  const database = prefix.slice(0, -1);
  let feed: OrderFeed;
  let gate: Gate;
  let service: RunningSuccessRateProjection;

  const start = (mongo: string) => {
    const environment = {
      PORT: '0',
      KAFKA_BROKERS: stack().kafka,
      TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '3',
      MONGO_URL: mongo,
      MONGO_DATABASE: database,
    };
    return startSuccessRateProjection(readSuccessRateProjectionConfig(environment), logger);
  };
  const get = (path: string) => fetch(service.url + path);
  const read = async <T = Rate>(path: string) => {
    const response = await get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  /** Also while the group takes in or lets go of a member, which may take longer than an answer is waited for. */
  const readInTime = (path: string) => eventually(() => read(path), { within: 20_000 });
  const ready = (which = service) => untilReady(which.url);
  /** Orders of a month of their own, so that one test doesn't count another's. */
  const month = (number: number) => {
    const at = (day: number) => new Date(Date.UTC(2026, number - 1, day, 12));
    return { at, query: `from=${at(1).toISOString()}&to=${at(28).toISOString()}` };
  };

  beforeAll(async () => {
    feed = await openOrderFeed(stack().kafka, prefix);
    gate = await openGate(stack().mongo);
    service = await start(gate.url);
    await ready();
  }, 30_000);

  afterAll(async () => {
    await service.stop();
    await feed.close();
    await gate.close();
    const client = new MongoClient(stack().mongo);
    await client.db(database).dropDatabase();
    await client.close();
  }, 30_000);

  it('says null, and names every reason, while there is no order', async () => {
    expect(await read('/success-rate?to=2000-01-01T00:00:00Z')).toMatchObject({
      total: 0,
      open: 0,
      successful: 0,
      unsuccessful: 0,
      successRate: null,
      byReason: {
        'insufficient-stock': 0,
        'payment-declined': 0,
        expired: 0,
        'timed-out': 0,
        cancelled: 0,
      },
    });
    expect(await read<Page>('/orders?to=2000-01-01T00:00:00Z')).toMatchObject({
      items: [],
      nextCursor: null,
    });
  });

  it('tells a caller its own writes', async () => {
    const { at, query } = month(1);
    const order = { orderId: 'o@1', customerId: 'anna', items, placedAt: at(5) };
    const asking = read(`/success-rate?${query}&waitFor=o@1@2`);
    await feed.publish(sampleHistory(order, { failed: 'expired' }));
    expect(await asking).toMatchObject({
      total: 1,
      unsuccessful: 1,
      successRate: 0,
      byReason: { expired: 1 },
      asOf: expect.any(String) as string,
    });
    const { items: listed } = await read<Page>('/orders?customerId=anna&waitFor=o@1@2');
    expect(listed).toEqual([
      {
        orderId: 'o@1',
        customerId: 'anna',
        status: 'failed',
        total: 9980,
        currency: 'EUR',
        placedAt: '2026-01-05T12:00:00.000Z',
        updatedAt: '2026-01-05T12:00:01.000Z',
        version: 2,
        failure: { reason: 'expired' },
      },
    ]);
  });

  it('answers 503 with Retry-After when what was waited for does not come', async () => {
    const response = await get('/success-rate?waitFor=never@1');
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }, 10_000);

  it.each([
    '/success-rate?from=yesterday',
    '/success-rate?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z',
    '/success-rate?waitFor=a',
    '/success-rate?status=completed',
    '/orders?status=lost',
    '/orders?limit=201',
    '/orders?cursor=nonsense',
    '/orders?customerId=a&customerId=b',
    '/orders?customerId[$ne]=a',
  ])('refuses %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: expect.any(String) as string }] });
  });

  it('lists orders newest first, page by page', async () => {
    const { at, query } = month(2);
    const histories = Array.from({ length: 7 }, (_, n) =>
      sampleHistory({ orderId: `listed-${n}`, items, placedAt: at(2 + Math.floor(n / 3)) }),
    );
    await feed.publish(histories.flat());
    for (const [placed] of histories) await read(`/orders?waitFor=${placed!.data.orderId}@1`);
    const seen: string[] = [];
    let next: string | null = '';
    do {
      const page: Page = await read<Page>(`/orders?${query}&limit=2${next ? `&cursor=${next}` : ''}`);
      seen.push(...page.items.map(({ orderId }) => orderId));
      next = page.nextCursor;
    } while (next !== null);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `listed-${n}`));
  });

  it('stays a recount while everything is published again and a second instance joins and leaves', async () => {
    const { at, query } = month(3);
    const histories = Array.from({ length: 100 }, (_, n) => {
      const step = steps[n % steps.length];
      return sampleHistory(
        { orderId: `shared-${n}`, items, placedAt: at(3) },
        'confirmed',
        ...(step ? [step] : []),
      );
    });
    const events = [0, 1, 2].flatMap((step) => histories.flatMap((history) => history[step] ?? []));
    await feed.publish(events);
    const second = await start(stack().mongo);
    await ready(second);
    await feed.publish(events);
    const expected = recount(histories);
    await eventually(async () => expect(await read(`/success-rate?${query}`)).toMatchObject(expected), {
      within: 20_000,
    });
    await second.stop();
    await feed.publish([...events, ...sampleHistory({ orderId: 'last', items, placedAt: at(29) })]);
    expect(await readInTime(`/success-rate?${query}&waitFor=last@1`)).toMatchObject(expected);
  }, 40_000);

  it('rolls days up that are over, and counts them again after a late event', async () => {
    const placedAt = new Date('2025-12-24T12:00:00Z');
    const query = 'from=2025-12-24T00:00:00Z&to=2025-12-25T00:00:00Z';
    const [placed, ...late] = sampleHistory({ orderId: 'rolled', items, placedAt }, 'confirmed', 'completed');
    const client = new MongoClient(stack().mongo);
    const days = client.db(database).collection<{ _id: string }>('success_rate_v1_days');
    const rolledUp = async (totals: object[]) => {
      const other = await start(stack().mongo);
      await eventually(async () =>
        expect(await days.findOne({ _id: '2025-12-24' })).toMatchObject({ totals }),
      );
      await other.stop();
    };
    await feed.publish([placed!]);
    expect(await read(`/success-rate?${query}&waitFor=rolled@1`)).toMatchObject({ total: 1, open: 1 });
    await rolledUp([{ status: 'suspended', orders: 1 }]);
    expect(await read(`/success-rate?${query}`)).toMatchObject({ total: 1, open: 1 });
    await feed.publish(late);
    expect(await readInTime(`/success-rate?${query}&waitFor=rolled@3`)).toMatchObject({
      total: 1,
      successful: 1,
    });
    await rolledUp([{ status: 'completed', orders: 1 }]);
    expect(await read(`/success-rate?${query}`)).toMatchObject({ total: 1, successful: 1 });
    await client.close();
  }, 60_000);

  it('puts what it cannot read, and what comes before its predecessor, aside and goes on', async () => {
    const { at, query } = month(4);
    const letters = await feed.collect(deadLetterTopic('success-rate-projection'));
    const [, , late] = sampleHistory({ orderId: 'gap', items, placedAt: at(2) }, 'confirmed', 'completed');
    await feed.publishRaw({ key: 'broken', headers: { ce_id: '1' }, value: '{' });
    await feed.publish([late!, ...sampleHistory({ orderId: 'fine', items, placedAt: at(2) })]);
    expect(await readInTime(`/success-rate?${query}&waitFor=fine@1`)).toMatchObject({ total: 1, open: 1 });
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
    ['is away', 5, () => gate.shut()],
    ['hangs', 6, async () => gate.block()],
  ])(
    'answers 503 soon while MongoDB %s, and goes on where it was afterwards',
    async (_what, own, fail) => {
      const { at, query } = month(own);
      await fail();
      await feed.publish(sampleHistory({ orderId: `meanwhile-${own}`, items, placedAt: at(2) }));
      const begin = performance.now();
      const response = await get(`/success-rate?${query}`);
      expect(performance.now() - begin).toBeLessThan(4_000);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect((await get('/readyz')).status).toBe(503);
      gate.open();
      await eventually(async () => expect(await read(`/success-rate?${query}`)).toMatchObject({ total: 1 }), {
        within: 30_000,
      });
      await ready();
    },
    60_000,
  );
});
