import fc from 'fast-check';
import { VersionGapError } from '@ordersaga/projection';
import { delivered, sampleHistory } from '@ordersaga/projection-test-kit';
import { outcomeOf } from '../../test/recount';
import type { Day } from '../domain/day';
import type { OrderRecord } from '../domain/order-record';
import type { DailyTotals } from './daily-totals';
import type { OrderRecords, RecordChange } from './order-records';
import { recordOrderEvents, RecordsContendedError } from './record-order-events';

const items = [{ productId: 'keyboard', quantity: 1, unitPrice: 4990 }];

/** The part of the port that recording needs, by its rule: a change counts while the version is the one it read. */
class RecordsInMemory implements Pick<OrderRecords, 'load' | 'save'> {
  readonly records = new Map<string, OrderRecord>();
  saves = 0;
  now = () => new Date('2026-11-21T23:59:59.999Z');
  readonly marked: (readonly Day[])[] = [];
  readonly days = { mark: async (days: readonly Day[]) => void this.marked.push(days) } as DailyTotals;
  /** Runs before a save, as another instance might. */
  meanwhile: () => void = () => undefined;

  async load(orderIds: readonly string[]): Promise<Map<string, OrderRecord>> {
    return new Map([...this.records].filter(([orderId]) => orderIds.includes(orderId)));
  }

  async save(changes: readonly RecordChange[]): Promise<boolean> {
    this.saves += 1;
    this.meanwhile();
    const current = changes.filter(
      ({ before, after }) => this.records.get(after.orderId)?.version === before?.version,
    );
    for (const { after } of current) this.records.set(after.orderId, after);
    return current.length === changes.length;
  }
}

const record = (records: RecordsInMemory, events: Parameters<typeof recordOrderEvents>[1]) =>
  recordOrderEvents({ records: records as unknown as OrderRecords, days: records.days }, events, () =>
    records.now(),
  );

describe('recording orders’ events', () => {
  it('gives the same as a recount, whatever came twice or in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(delivered, async ({ batches, histories }) => {
        const records = new RecordsInMemory();
        for (const batch of batches) await record(records, batch);
        const seen = histories.filter(({ length }) => length > 0);
        expect(records.records.size).toBe(seen.length);
        for (const history of seen) {
          const { orderId, version } = history.at(-1)!.data;
          expect(records.records.get(orderId)).toMatchObject({ version, ...outcomeOf(history) });
        }
      }),
    );
  });

  it('writes nothing for events that are in already', async () => {
    const records = new RecordsInMemory();
    const events = sampleHistory({ orderId: 'a', items }, 'completed');
    await record(records, events);
    await record(records, events);
    expect(records.saves).toBe(1);
  });

  it('refuses an event before its predecessor, and writes nothing of the batch', async () => {
    const records = new RecordsInMemory();
    const [placed, , completed] = sampleHistory({ orderId: 'a', items }, 'confirmed', 'completed');
    const other = sampleHistory({ orderId: 'b', items });
    await expect(record(records, [...other, placed!, completed!])).rejects.toEqual(
      new VersionGapError('a', 0, 3),
    );
    expect(records.records.size).toBe(0);
  });

  it('applies only the rest when another instance was quicker', async () => {
    const records = new RecordsInMemory();
    const events = sampleHistory({ orderId: 'a', items }, 'confirmed', 'completed');
    records.meanwhile = () => {
      records.meanwhile = () => undefined;
      void record(records, events.slice(0, 2));
    };
    await record(records, events);
    expect(records.records.get('a')).toMatchObject({ version: 3, status: 'completed' });
  });

  it('gives up, to be tried again, when others never stop', async () => {
    const records = new RecordsInMemory();
    records.save = async () => false;
    const recording = record(records, sampleHistory({ orderId: 'a', items }));
    await expect(recording).rejects.toBeInstanceOf(RecordsContendedError);
  });

  it('marks no day that is still on', async () => {
    const records = new RecordsInMemory();
    await record(records, sampleHistory({ orderId: 'a', items }, 'completed'));
    expect(records.marked).toEqual([]);
  });

  it('marks each day that is over, once it has written, and also for events that were in already', async () => {
    const records = new RecordsInMemory();
    const placedOn = (date: number) =>
      sampleHistory(
        { orderId: `on-${date}`, items, placedAt: new Date(Date.UTC(2026, 10, date)) },
        'completed',
      );
    const events = [20, 19, 21, 20].flatMap(placedOn);
    records.meanwhile = () => expect(records.marked).toEqual([]);
    await record(records, events);
    await record(records, events.slice(0, 1));
    expect(records.marked).toEqual([['2026-11-20', '2026-11-19'], ['2026-11-20']]);
  });

  it('marks a day that ends while it writes', async () => {
    const records = new RecordsInMemory();
    records.meanwhile = () => (records.now = () => new Date('2026-11-22T00:00:00Z'));
    await record(records, sampleHistory({ orderId: 'a', items }));
    expect(records.marked).toEqual([['2026-11-21']]);
  });
});
