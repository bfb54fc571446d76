import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type {
  ListPosition,
  OrderFilter,
  OrderRecords,
  RecordChange,
} from '../../../application/order-records';
import type { Period } from '../../../domain/day';
import type { OrderRecord } from '../../../domain/order-record';
import type { StatusCount } from '../../../domain/success-rate';
import { isOnlyDuplicates } from './duplicate-key';
import { queryWhileAvailable, whileAvailable } from './mongo-availability';
import { toDocument, toRecord, type OrderDocument } from './order-document';

/** Longest that a query may work on the server, in milliseconds. */
const maxTimeMS = 3_000;

/** One document an order. The copy's name keeps a rebuild apart from the live one. */
export class MongoOrderRecords implements OrderRecords {
  private readonly orders: Collection<OrderDocument>;
  private prepared: Promise<unknown> | undefined;

  constructor(database: Db, copy = 'v1') {
    this.orders = database.collection(`success_rate_${copy}_orders`);
  }

  /**
   * Makes the indexes, once; before the first write at the latest.
   * @throws StoreUnavailableError
   */
  async prepare(): Promise<void> {
    this.prepared ??= whileAvailable(() => this.createIndexes());
    try {
      await this.prepared;
    } catch (error) {
      this.prepared = undefined;
      throw error;
    }
  }

  load(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>> {
    return whileAvailable(async () => {
      const documents = await this.orders.find({ _id: { $in: [...orderIds] } }, { maxTimeMS }).toArray();
      return new Map(documents.map((document) => [document._id, toRecord(document)]));
    });
  }

  async save(changes: readonly RecordChange[]): Promise<boolean> {
    await this.prepare();
    return whileAvailable(() => this.write(changes));
  }

  versionOf(orderId: string): Promise<number> {
    return queryWhileAvailable(async () => {
      const options = { projection: { version: 1 }, maxTimeMS };
      return (await this.orders.findOne({ _id: orderId }, options))?.version ?? 0;
    });
  }

  newest(): Promise<OrderRecord | undefined> {
    return queryWhileAvailable(async () => {
      const newest = await this.orders.findOne({}, { sort: { updatedAt: -1 }, maxTimeMS });
      return newest ? toRecord(newest) : undefined;
    });
  }

  firstPlacedAt(): Promise<Date | undefined> {
    return queryWhileAvailable(async () => {
      const options = { projection: { placedAt: 1 }, sort: { placedAt: 1 as const }, maxTimeMS };
      return (await this.orders.findOne({}, options))?.placedAt;
    });
  }

  async count(periods: readonly Period[]): Promise<readonly StatusCount[]> {
    if (periods.length === 0) return [];
    const group = { _id: { status: '$status', reason: '$reason' }, orders: { $sum: 1 } };
    return queryWhileAvailable(async () => {
      const stages = [{ $match: withinAny(periods) }, { $group: group }];
      const groups = this.orders.aggregate<Group>(stages, { maxTimeMS });
      return (await groups.toArray()).map(toStatusCount);
    });
  }

  list(filter: OrderFilter, after: ListPosition | undefined, limit: number): Promise<OrderRecord[]> {
    const { status, customerId } = filter;
    const wanted: Filter<OrderDocument>[] = [
      within(filter),
      ...(status ? [{ status }] : []),
      ...(customerId ? [{ customerId }] : []),
      ...(after ? [beyond(after)] : []),
    ];
    return queryWhileAvailable(async () => {
      const found = this.orders.find({ $and: wanted }, { maxTimeMS }).sort({ placedAt: -1, _id: -1 });
      return (await found.limit(limit).toArray()).map(toRecord);
    });
  }

  private createIndexes(): Promise<string[]> {
    return this.orders.createIndexes([
      // The filter of an update, and all that `versionOf` asks. Some servers use no index with fewer fields than a filter.
      { key: { _id: 1, version: 1 }, unique: true },
      { key: { placedAt: -1, _id: -1 } },
      { key: { status: 1, placedAt: -1, _id: -1 } },
      { key: { customerId: 1, placedAt: -1, _id: -1 } },
      { key: { updatedAt: -1 } },
      // What `count` reads is in these two, so that it touches no document.
      { key: { status: 1, reason: 1 } },
      { key: { placedAt: 1, status: 1, reason: 1 } },
    ]);
  }

  private async write(changes: readonly RecordChange[]): Promise<boolean> {
    const updates = changes.filter(({ before }) => before).length;
    try {
      const { matchedCount } = await this.orders.bulkWrite(changes.map(toWrite), { ordered: false });
      return matchedCount === updates;
    } catch (error) {
      if (isOnlyDuplicates(error)) return false;
      throw error;
    }
  }
}

/**
 * True of every order. MongoDB chooses an index for `$group` only by what `$match` asks of the index's first field, and
 * would read the whole collection without.
 */
const anyStatus: Filter<OrderDocument> = { status: { $gt: '' as OrderDocument['status'] } };

interface Group {
  readonly _id: Pick<StatusCount, 'status'> & { readonly reason?: StatusCount['reason'] | null };
  readonly orders: number;
}

/** Read from an index, a missing reason is null. */
function toStatusCount({ _id: { status, reason }, orders }: Group): StatusCount {
  return { status, ...(reason ? { reason } : {}), orders };
}

/** The version in the filter is the lock: a record that has moved on is not matched. */
function toWrite({ before, after }: RecordChange): AnyBulkWriteOperation<OrderDocument> {
  const { _id, ...fields } = toDocument(after);
  if (!before) return { insertOne: { document: { _id, ...fields } } };
  return { updateOne: { filter: { _id, version: before.version }, update: { $set: fields } } };
}

function withinAny(periods: readonly Period[]): Filter<OrderDocument> {
  const ranges = periods.map((period) => (period.from || period.to ? within(period) : anyStatus));
  return ranges.length === 1 ? (ranges[0] as Filter<OrderDocument>) : { $or: ranges };
}

function within({ from, to }: Period): Filter<OrderDocument> {
  if (!from && !to) return {};
  return { placedAt: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } };
}

/** What comes after a place in the list; the first condition alone would do for the order, and bounds the index scan. */
function beyond({ placedAt, orderId }: ListPosition): Filter<OrderDocument> {
  return {
    $and: [
      { placedAt: { $lte: placedAt } },
      { $or: [{ placedAt: { $lt: placedAt } }, { _id: { $lt: orderId } }] },
    ],
  };
}
