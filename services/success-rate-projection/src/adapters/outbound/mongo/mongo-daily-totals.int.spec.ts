import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import type { Db, MongoClient } from 'mongodb';
import { always, eventsByOrder, type OrderEvent } from '@ordersaga/projection';
import { delivered, sampleHistory } from '@ordersaga/projection-test-kit';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { recount } from '../../../../test/recount';
import type { DailyTotals, ProjectionCopy } from '../../../application/daily-totals';
import { querySuccessRate, type SuccessRateRequest } from '../../../application/query-success-rate';
import { recordOrderEvents } from '../../../application/record-order-events';
import { rollUpDays } from '../../../application/roll-up-days';
import { periodOf } from '../../../domain/day';
import { evolve } from '../../../domain/order-record';
import { createMongoClient } from './mongo-connection';
import { openCopy } from './open-copy';

const items = [{ productId: 'keyboard', quantity: 1, unitPrice: 4990 }];
const at = (date: number, hour = 0) => new Date(Date.UTC(2026, 10, date, hour));
const now = () => at(21, 12);
const placedOn = (date: number, orderId = `on-${date}`) =>
  sampleHistory({ orderId, items, placedAt: at(date, 10) }, 'confirmed', 'completed');
const roll = (copy: ProjectionCopy) => rollUpDays(copy, { now });
const record = (copy: ProjectionCopy, events: OrderEvent[]) => recordOrderEvents(copy, events, now);
const ask = async (copy: ProjectionCopy, request: SuccessRateRequest = {}) => {
  const { asOf: _asOf, ...answer } = await querySuccessRate(always(copy), request);
  return answer;
};
/** As if the process came to an end once the orders were written. */
const ending = (copy: ProjectionCopy): ProjectionCopy => {
  const end = { mark: () => Promise.reject(new Error('the end')) } as unknown as DailyTotals;
  return { ...copy, days: end };
};

/** Each run takes real writes; a failure is told as it came, unshrunk. */
const bounded = (numRuns: number) => ({ numRuns, endOnFailure: true });

/** The same copy, its totals set in another way. */
const withSet = (copy: ProjectionCopy, set: DailyTotals['set']): ProjectionCopy => ({
  ...copy,
  days: Object.assign(Object.create(copy.days) as DailyTotals, { set }),
});

describe('daily totals on MongoDB', () => {
  let client: MongoClient;
  let database: Db;
  let copies = 0;

  beforeAll(() => {
    client = createMongoClient(stack().mongo);
    database = client.db(freshPrefix('days').slice(0, -1));
  });
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });

  const fresh = () => {
    copies += 1;
    return openCopy(database, `test${copies}`);
  };
  const orders = () => database.collection(`success_rate_test${copies}_orders`);
  const days = () => database.collection<{ _id: string }>(`success_rate_test${copies}_days`);
  /** The days with totals, and how many orders those tell of. */
  const covered = async (copy: ProjectionCopy) =>
    (await copy.days.within({}))
      .flatMap(({ day, totals }) =>
        totals ? [[day, totals.reduce((sum, each) => sum + each.orders, 0)]] : [],
      )
      .sort();

  it('are set for each day from the first order’s to yesterday, days without orders included', async () => {
    const copy = fresh();
    await roll(copy);
    expect(await covered(copy)).toEqual([]);
    await record(copy, [...placedOn(17), ...placedOn(19), ...placedOn(19, 'another'), ...placedOn(21)]);
    await roll(copy);
    expect(await covered(copy)).toEqual([
      ['2026-11-17', 1],
      ['2026-11-18', 0],
      ['2026-11-19', 2],
      ['2026-11-20', 0],
    ]);
    expect(await ask(copy)).toMatchObject({ total: 4, successful: 4 });
  });

  it('wait until a day has been over for a while, and cost nothing until it is', async () => {
    const copy = fresh();
    await record(copy, placedOn(21));
    await rollUpDays(copy, { now: () => new Date(at(22).getTime() + 60_000) });
    expect(await days().countDocuments()).toBe(0);
    await rollUpDays(copy, { now: () => at(22, 1) });
    expect(await covered(copy)).toEqual([['2026-11-21', 1]]);
  });

  it('are what whole days are answered from, while edges are counted', async () => {
    const copy = fresh();
    await record(
      copy,
      [17, 18, 19, 20, 21].flatMap((date) => placedOn(date)),
    );
    await roll(copy);
    await orders().deleteMany({ placedAt: { $lt: at(20) } });
    const total = async (from?: Date, to?: Date) => (await ask(copy, { from, to })).total;
    expect(await total()).toBe(5);
    expect(await total(at(17), at(20))).toBe(3);
    expect(await total(at(17), at(19, 23))).toBe(2);
    expect(await total(at(17, 1), at(20, 9))).toBe(2);
    expect(await total(at(19, 1), at(19, 23))).toBe(0);
    expect(await total(at(20, 10), at(21, 11))).toBe(2);
    expect(await total(at(19), at(19))).toBe(0);
  });

  it('are taken away by a late event, and set anew', async () => {
    const copy = fresh();
    const [placed, ...rest] = placedOn(19);
    await record(copy, [placed!, ...placedOn(18), ...placedOn(20)]);
    await roll(copy);
    await record(copy, rest);
    expect(await covered(copy)).toEqual([
      ['2026-11-18', 1],
      ['2026-11-20', 1],
    ]);
    expect(await ask(copy)).toMatchObject({ open: 0, successful: 3 });
    await roll(copy);
    expect(await ask(copy)).toMatchObject({ open: 0, successful: 3 });
    expect(await covered(copy)).toHaveLength(3);
  });

  it('are not set when the day has changed since it was counted', async () => {
    const copy = fresh();
    const [day, totals] = ['2026-11-19', [{ status: 'completed' as const, orders: 7 }]];
    await copy.days.mark([day]);
    await copy.days.set({ day, changes: 0, totals });
    expect(await covered(copy)).toEqual([]);
    await copy.days.set({ day, changes: 1, totals });
    await copy.days.set({ day: '2026-11-18', changes: 0, totals: [] });
    await copy.days.set({ day: '2026-11-18', changes: 0, totals });
    await copy.days.set({ day: '2026-11-17', changes: 3, totals });
    expect(await covered(copy)).toEqual([
      ['2026-11-18', 7],
      ['2026-11-19', 7],
    ]);
    await copy.days.mark(['2026-11-17', day]);
    await copy.days.set({ day, changes: 1, totals });
    expect(await days().find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: '2026-11-17', changes: 1 },
      { _id: '2026-11-18', changes: 0, totals },
      { _id: '2026-11-19', changes: 2 },
    ]);
  });

  it.each([0, 1])('are not kept by who counted before a write, a day with %i changes', async (changes) => {
    const copy = fresh();
    const [placed, ...rest] = placedOn(19);
    await copy.records.save([{ after: evolve(undefined, placed!) }]);
    for (let done = 0; done < changes; done += 1) await copy.days.mark(['2026-11-19']);
    const late = withSet(copy, async (totals) => {
      if (totals.day === '2026-11-19') await record(copy, rest);
      await copy.days.set(totals);
    });
    await roll(late);
    expect(await covered(copy)).toEqual([['2026-11-20', 0]]);
    await roll(copy);
    expect(await ask(copy)).toMatchObject({ open: 0, successful: 1 });
  });

  it('are not what a reader is answered from who waits for an order of that day', async () => {
    const copy = fresh();
    const [placed, ...rest] = placedOn(19);
    await record(copy, [placed!, ...placedOn(21)]);
    await roll(copy);
    await expect(record(ending(copy), rest)).rejects.toThrow('the end');
    expect(await ask(copy)).toMatchObject({ open: 1, successful: 1 });
    const waitFor = { orderId: 'on-19', version: 3 };
    expect(await ask(copy, { waitFor })).toMatchObject({ open: 0, successful: 2 });
    const [first, ...later] = placedOn(18).map((event) => ({ ...event, time: at(21, 11) }));
    await record(copy, [{ ...first!, time: at(18, 10) }]);
    await roll(copy);
    await expect(record(ending(copy), later)).rejects.toThrow('the end');
    expect(await querySuccessRate(always(copy), {})).toMatchObject({
      asOf: at(21, 11),
      open: 1,
      successful: 2,
    });
  });

  it('end with the day in hand when told to', async () => {
    const copy = fresh();
    await record(
      copy,
      [17, 18, 19].flatMap((date) => placedOn(date)),
    );
    const stopping = new AbortController();
    const stopped = withSet(copy, (totals) => copy.days.set(totals).then(() => stopping.abort()));
    await rollUpDays(stopped, { now, signal: stopping.signal });
    expect(await covered(copy)).toEqual([['2026-11-17', 1]]);
  });

  it('give a recount for any period, whatever came twice, late, or after the end of who wrote it', async () => {
    const step = fc.record({ rollsUp: fc.boolean(), ends: fc.boolean(), rollsUpThen: fc.boolean() });
    const moment = fc.integer({ min: 0, max: 6 * 8 }).map((hours) => at(16, hours * 3));
    const period = fc.tuple(moment, moment).map((both) => both.sort((a, b) => a.getTime() - b.getTime()));
    await fc.assert(
      fc.asyncProperty(
        spread,
        fc.array(step, { minLength: 40, maxLength: 40 }),
        period,
        async (batches, steps, [from, to]) => {
          const copy = fresh();
          const seen: OrderEvent[] = [];
          for (const [index, batch] of batches.entries()) {
            const { rollsUp, ends, rollsUpThen } = steps[index % steps.length]!;
            if (rollsUp) await roll(copy);
            if (ends) await record(ending(copy), batch).catch(() => undefined);
            if (rollsUpThen) await roll(copy);
            await record(copy, batch);
            seen.push(...batch);
            expect(await ask(copy)).toEqual(recount(historiesOf(seen)));
          }
          await roll(copy);
          expect(await ask(copy)).toEqual(recount(historiesOf(seen)));
          expect(await ask(copy, { from, to })).toEqual(recount(historiesOf(seen, from, to)));
        },
      ),
      bounded(15),
    );
  });

  it('come out right while several instances write and several roll up', async () => {
    await fc.assert(
      fc.asyncProperty(spread, async (batches) => {
        const copy = fresh();
        let writing = true;
        const written = new EventEmitter();
        const nextBatch = async () => void (writing && (await once(written, 'batch')));
        const write = async (ends: number): Promise<void> => {
          for (const [index, batch] of batches.entries()) {
            if (index % 5 === ends) await record(ending(copy), batch).catch(() => undefined);
            await record(copy, batch);
            written.emit('batch');
          }
        };
        const rollOn = async (how: ProjectionCopy): Promise<void> => {
          while (writing) await roll(how);
        };
        const slow = withSet(copy, (totals) => nextBatch().then(() => copy.days.set(totals)));
        const rolling = [rollOn(copy), rollOn(copy), rollOn(slow)];
        await Promise.all([write(0), write(3)]).finally(() => {
          writing = false;
          written.emit('batch');
        });
        await Promise.all(rolling);
        const expected = recount(historiesOf(batches.flat()));
        expect(await ask(copy)).toEqual(expected);
        await roll(copy);
        for (const { day, totals } of await copy.days.within({})) {
          const counts = await copy.records.count([periodOf(day)]);
          expect(sorted(totals!)).toEqual(sorted(counts));
        }
        expect(await ask(copy)).toEqual(expected);
      }),
      bounded(8),
    );
  });
});

/** Orders' events in any interleaving, with duplicates and replays, of orders placed on different days. */
const spread = delivered.map(({ batches }) =>
  batches.map((batch) =>
    batch.map((event): OrderEvent => {
      const daysBefore = Number(event.data.orderId.split('-')[1]) % 5;
      return { ...event, time: new Date(event.time.getTime() - daysBefore * 86_400_000) };
    }),
  ),
);

/** Each order's events, of orders placed in a period. */
function historiesOf(events: readonly OrderEvent[], from = at(1), to = at(30)): OrderEvent[][] {
  return [...eventsByOrder(events).values()].filter(([placed]) => placed!.time >= from && placed!.time < to);
}

function sorted(counts: readonly object[]): string[] {
  return counts.map((count) => JSON.stringify(count, ['status', 'reason', 'orders'])).sort();
}
