import fc from 'fast-check';
import type { Db, MongoClient } from 'mongodb';
import { always, StoreUnavailableError, VersionGapError, type OrderEvent } from '@ordersaga/projection';
import { delivered, sampleHistory, type SampleStep } from '@ordersaga/projection-test-kit';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { recount } from '../../../../test/recount';
import type { ProjectionCopy } from '../../../application/daily-totals';
import { listOrders, type OrderListRequest } from '../../../application/list-orders';
import { querySuccessRate } from '../../../application/query-success-rate';
import { recordOrderEvents } from '../../../application/record-order-events';
import { evolve, type OrderRecord } from '../../../domain/order-record';
import { whileAvailable } from './mongo-availability';
import { createMongoClient } from './mongo-connection';
import { MongoOrderRecords } from './mongo-order-records';
import { openCopy } from './open-copy';

const items = [{ productId: 'keyboard', quantity: 1, unitPrice: 4990 }];
const day = (date: number, hour = 10) => new Date(Date.UTC(2026, 10, date, hour));

describe('records on MongoDB', () => {
  let client: MongoClient;
  let database: Db;
  let copies = 0;

  beforeAll(() => {
    client = createMongoClient(stack().mongo);
    database = client.db(freshPrefix('success').slice(0, -1));
  });
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });

  const fresh = () => {
    copies += 1;
    const copy = `test${copies}`;
    const collection = database.collection(`success_rate_${copy}_orders`);
    const dump = () => collection.find().sort({ _id: 1 }).toArray();
    const own = openCopy(database, copy);
    return { own, records: own.records, dump, collection };
  };
  const record = (own: ProjectionCopy, ...histories: OrderEvent[][]) =>
    recordOrderEvents(own, histories.flat());

  it('are unchanged by a duplicate and by a replay from the start', async () => {
    const { own, dump } = fresh();
    const events = ['a', 'b', 'c'].flatMap((orderId) =>
      sampleHistory({ orderId, items }, 'confirmed', { failed: 'timed-out' }),
    );
    await record(own, events);
    const before = await dump();
    await record(own, events);
    expect(before).toHaveLength(3);
    expect(await dump()).toEqual(before);
    for (const event of events) {
      await record(own, [event]);
      expect(await dump()).toEqual(before);
    }
  });

  it('refuse an event before its predecessor', async () => {
    const { own, dump } = fresh();
    const [placed, , completed] = sampleHistory({ orderId: 'a', items }, 'confirmed', 'completed');
    await record(own, [placed!]);
    await expect(record(own, [completed!])).rejects.toEqual(new VersionGapError('a', 1, 3));
    expect(await dump()).toMatchObject([{ _id: 'a', version: 1, status: 'suspended' }]);
  });

  it('are written only over the version they were read with, each for itself', async () => {
    const { records, dump } = fresh();
    const [first, second, third] = sampleHistory({ orderId: 'a', items }, 'confirmed', 'completed').map(
      (_event, index, all) => all.slice(0, index + 1).reduce<OrderRecord | undefined>(evolve, undefined)!,
    );
    const other = { ...first!, orderId: 'b' };
    expect(await records.save([{ after: first! }])).toBe(true);
    expect(await records.save([{ before: first!, after: second! }])).toBe(true);

    expect(await records.save([{ before: first!, after: third! }, { after: other }])).toBe(false);
    expect(await records.save([{ after: first! }])).toBe(false);
    expect(await dump()).toMatchObject([
      { _id: 'a', version: 2 },
      { _id: 'b', version: 1 },
    ]);
    expect(await records.save([{ before: second!, after: third! }])).toBe(true);
  });

  it('come out right when the same batches are written by two instances at once', async () => {
    const { own, dump } = fresh();
    const histories = Array.from({ length: 60 }, (_, n) =>
      sampleHistory({ orderId: `order-${n}`, items }, 'confirmed', 'completed'),
    );
    const events = [0, 1, 2].flatMap((step) => histories.map((history) => history[step]!));
    const replay = async (size: number) => {
      for (let from = 0; from < events.length; from += size)
        await record(own, events.slice(from, from + size));
    };
    await Promise.all([replay(7), replay(11)]);
    const documents = await dump();
    expect(documents).toHaveLength(60);
    for (const document of documents) expect(document).toMatchObject({ version: 3, status: 'completed' });
  });

  it('equal a recount, whatever came twice or in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(delivered, async ({ batches, histories }) => {
        const { own } = fresh();
        for (const batch of batches) await record(own, batch);
        const { asOf, ...answer } = await querySuccessRate(always(own), {});
        expect(answer).toEqual(recount(histories));
        expect(asOf === null).toBe(answer.total === 0);
      }),
      { numRuns: 15 },
    );
  });

  it('count the orders placed from a moment on and before another', async () => {
    const { own, records } = fresh();
    const placedOn = (date: number, step: SampleStep) =>
      sampleHistory({ orderId: `on-${date}`, items, placedAt: day(date) }, step);
    await record(own, placedOn(1, 'completed'), placedOn(2, 'cancelled'), placedOn(3, 'completed'));
    const total = async (from?: Date, to?: Date) => (await querySuccessRate(always(own), { from, to })).total;
    expect(await total()).toBe(3);
    expect(await total(day(2))).toBe(2);
    expect(await total(undefined, day(2))).toBe(1);
    expect(await total(day(2), day(3))).toBe(1);
    expect(await total(day(2, 11), day(3))).toBe(0);
    expect((await records.newest())?.updatedAt.getTime()).toBe(day(3).getTime() + 1_000);
  });

  it('are counted from indexes alone, with a period and without one', async () => {
    const { own, records, dump, collection } = fresh();
    await record(own, sampleHistory({ orderId: 'a', items }, 'completed'));
    const keys = (await collection.indexes()).map(({ key }) => key as Record<string, number>);
    expect(keys).toEqual(
      expect.arrayContaining([
        { status: 1, reason: 1 },
        { placedAt: 1, status: 1, reason: 1 },
      ]),
    );
    // An index doesn't tell a reason that is missing from one that is null.
    const [{ _id, ...completed } = { _id: undefined }] = await dump();
    await collection.insertOne({ ...completed, reason: null });
    const counts = await records.count([{}]);
    expect(counts.map((count) => 'reason' in count)).not.toContain(true);
    expect(counts.reduce((total, { orders }) => total + orders, 0)).toBe(2);
  });

  it('list orders newest first, page by page, also when many were placed at the same moment', async () => {
    const { own } = fresh();
    const histories = Array.from({ length: 25 }, (_, n) =>
      sampleHistory(
        {
          orderId: `order-${String(n).padStart(2, '0')}`,
          customerId: `customer-${n % 2}`,
          items,
          placedAt: day(1 + Math.floor(n / 10)),
        },
        ...(n % 5 === 0 ? (['completed'] as const) : []),
      ),
    );
    await record(own, ...histories);
    const ids = histories.map(([placed]) => placed!.data.orderId).reverse();
    const every = (nth: (n: number) => boolean) => ids.filter((id) => nth(Number(id.slice(-2))));

    expect(await pages(own, {})).toEqual(ids);
    expect(await pages(own, { status: 'completed' })).toEqual(every((n) => n % 5 === 0));
    expect(await pages(own, { customerId: 'customer-1' })).toEqual(every((n) => n % 2 === 1));
    expect(await pages(own, { status: 'suspended', from: day(2), to: day(3) })).toEqual(
      every((n) => n >= 10 && n < 20 && n % 5 !== 0),
    );
  });

  it('say that the store is away, soon', async () => {
    const away = createMongoClient('mongodb://127.0.0.1:1');
    const begin = performance.now();
    const asking = new MongoOrderRecords(away.db('nowhere')).versionOf('a');
    await expect(asking).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(performance.now() - begin).toBeLessThan(4_000);
    const insertOne = { document: {} };
    const writing = whileAvailable(() => away.db('nowhere').collection('any').bulkWrite([{ insertOne }]));
    await expect(writing).rejects.toBeInstanceOf(StoreUnavailableError);
    await away.close();
  });
});

async function pages(own: ProjectionCopy, filter: Omit<OrderListRequest, 'limit'>): Promise<string[]> {
  const seen: string[] = [];
  let after: OrderListRequest['after'];
  do {
    const { orders, next } = await listOrders(always(own), { ...filter, limit: 4, after });
    seen.push(...orders.map(({ orderId }) => orderId));
    after = next;
  } while (after);
  return seen;
}
