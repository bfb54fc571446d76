import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { DailyTotals, DayRecord } from '../../../application/daily-totals';
import { dayOf, type Day, type Period } from '../../../domain/day';
import { isOnlyDuplicates } from './duplicate-key';
import { queryWhileAvailable, whileAvailable } from './mongo-availability';

/** Longest that a query may work on the server, in milliseconds. */
const maxTimeMS = 3_000;

type DayDocument = Omit<DayRecord, 'day'> & { readonly _id: Day };

/** One document a day, beside the orders of the same copy. None is ever removed. */
export class MongoDailyTotals implements DailyTotals {
  private readonly days: Collection<DayDocument>;

  constructor(database: Db, copy = 'v1') {
    this.days = database.collection(`success_rate_${copy}_days`);
  }

  within({ from, to }: Period): Promise<readonly DayRecord[]> {
    const bounds = { ...(from ? { $gte: dayOf(from) } : {}), ...(to ? { $lte: dayOf(to) } : {}) };
    return queryWhileAvailable(async () => {
      const found = this.days.find(from || to ? { _id: bounds } : {}, { maxTimeMS });
      return (await found.toArray()).map(({ _id, ...rest }) => ({ day: _id, ...rest }));
    });
  }

  set({ day, changes, totals }: Required<DayRecord>): Promise<void> {
    // Where `changes` have risen from none, the upsert meets the mark's document, and loses.
    const filter = { _id: day, changes };
    const set = { updateOne: { filter, update: { $set: { totals } }, upsert: changes === 0 } };
    return this.write([set], () => undefined);
  }

  mark(days: readonly Day[]): Promise<void> {
    const marks = days.map((day) => {
      const update = { $inc: { changes: 1 }, $unset: { totals: true as const } };
      return { updateOne: { filter: { _id: day }, update, upsert: true } };
    });
    // Where another upsert came first there is a document now: the second time finds it. Marking twice does no harm.
    return this.write(marks, () => this.write(marks));
  }

  /** `whenInserted` is done where someone else has just inserted a document that was to be upserted. */
  private write(
    writes: AnyBulkWriteOperation<DayDocument>[],
    whenInserted?: () => Promise<void> | void,
  ): Promise<void> {
    return whileAvailable(async () => {
      try {
        await this.days.bulkWrite(writes, { ordered: false });
      } catch (error) {
        if (!whenInserted || !isOnlyDuplicates(error)) throw error;
        await whenInserted();
      }
    });
  }
}
