import { MongoServerError, type Db, type FindCursor } from 'mongodb';
import type { CopyRegister } from '@ordersaga/projection';
import type { CopyBuilder, RebuildTarget, StoredOrder } from '@ordersaga/rebuild';
import type { DailyTotals } from '../../../application/daily-totals';
import { recordOrderEvents } from '../../../application/record-order-events';
import { rollUpDays } from '../../../application/roll-up-days';
import { whileAvailable } from './mongo-availability';
import { openCopy } from './open-copy';
import type { OrderDocument } from './order-document';

/** Orders read at once. */
const portion = 1_000;

/** What the server answers when there is nothing to drop; some give no code. */
const noCollection = { code: 26, message: 'ns not found' };

/** Copies of the records on MongoDB, as a rebuild fills, reads and removes them. */
export function mongoRebuild(database: Db, register: CopyRegister): RebuildTarget {
  const orders = (copy: string) => database.collection<OrderDocument>(`success_rate_${copy}_orders`);
  return {
    register,
    build: (copy) => builderOf(database, copy),
    orders: async function* (copy) {
      const found = orders(copy).find({}, { batchSize: portion });
      for (let documents: OrderDocument[] | undefined; documents?.length !== 0;) {
        documents = await whileAvailable(() => nextOf(found, portion));
        yield storedOrders(documents);
      }
    },
    ordersById: async (copy, orderIds) =>
      storedOrders(
        await whileAvailable(() =>
          orders(copy)
            .find({ _id: { $in: [...orderIds] } })
            .toArray(),
        ),
      ),
    remove: async (copy) => {
      for (const part of ['orders', 'days'])
        await whileAvailable(() => drop(database, `success_rate_${copy}_${part}`));
    },
  };
}

/** As long as nobody counts days, none need be marked. */
const unmarked: Pick<DailyTotals, 'mark'> = { mark: async () => undefined };

function builderOf(database: Db, name: string): CopyBuilder {
  const copy = openCopy(database, name);
  const uncounted = { ...copy, days: Object.assign(Object.create(copy.days) as DailyTotals, unmarked) };
  let counted = false;
  return {
    add: (events) => recordOrderEvents(counted ? copy : uncounted, events),
    finish: async (signal) => {
      await rollUpDays(copy, { signal });
      counted = true;
    },
    // Each write is acknowledged by most of the replicas.
    secure: async () => undefined,
  };
}

async function nextOf<T>(found: FindCursor<T>, most: number): Promise<T[]> {
  const documents: T[] = [];
  for (let next; documents.length < most && (next = await found.next()) !== null;) documents.push(next);
  return documents;
}

async function drop(database: Db, collection: string): Promise<void> {
  try {
    await database.dropCollection(collection);
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    if (error.code !== noCollection.code && error.message !== noCollection.message) throw error;
  }
}

function storedOrders(documents: readonly OrderDocument[]): Map<string, StoredOrder> {
  return new Map(
    documents.map(({ _id, version, ...rest }) => {
      const fields = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
      return [_id, { version, content: JSON.stringify(fields) }];
    }),
  );
}
