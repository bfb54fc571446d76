import { MongoClient, type Collection } from 'mongodb';
import type { Bench } from '../bench';

interface OrderDocument {
  readonly _id: string;
}

/** Where the success-rate projection keeps its documents. */
const collectionName = 'success_rate_v1_orders';

/** As the projection's consumer has them: events a batch at most, and partitions at a time. */
const batches = { size: 500, atOnce: 3 };

/**
 * The reference for the success rate: MongoDB's own pace. The documents that the projection has written are written
 * once more, into another collection with the same indexes, with the driver alone: for each batch of a partition's
 * events one bulk of upserts with a document for each of its orders, as durable, as many at a time. Nothing is read or
 * decided.
 * @param keys the orders of each partition's events, in their order
 * @returns events per second
 */
export async function measureBulkWrites(
  bench: Bench,
  database: string,
  keys: ReadonlyMap<number, readonly string[]>,
): Promise<number> {
  const mongo = new MongoClient(bench.backing.mongo, { writeConcern: { w: 'majority', wtimeoutMS: 5_000 } });
  try {
    const written = mongo.db(database).collection<OrderDocument>(collectionName);
    const documents = new Map<string, OrderDocument>();
    for await (const document of written.find()) documents.set(document._id, document);
    const target = mongo.db(database).collection<OrderDocument>(`${collectionName}_again`);
    await copyIndexes(written, target);
    // A server short of memory is not to carry them twice.
    await written.drop();
    const known = [...keys.values()].map((own) => own.filter((order) => documents.has(order)));
    const bulks = known.map((own) => bulksOf(own, documents));
    const begin = performance.now();
    await writeAll(bench, target, bulks);
    const seconds = (performance.now() - begin) / 1000;
    const events = known.reduce((sum, own) => sum + own.length, 0);
    return events / seconds;
  } finally {
    await mongo.close();
  }
}

async function copyIndexes(from: Collection<OrderDocument>, to: Collection<OrderDocument>): Promise<void> {
  const indexes = await from.indexes();
  const keys = indexes.map(({ key }) => key as Record<string, 1 | -1>).filter((key) => !('_id' in key));
  await to.createIndexes(keys.map((key) => ({ key })));
}

/** The documents of a partition's batches, each order of a batch once. */
function bulksOf(keys: readonly string[], documents: ReadonlyMap<string, OrderDocument>): OrderDocument[][] {
  const bulks: OrderDocument[][] = [];
  for (let from = 0; from < keys.length; from += batches.size) {
    const orders = new Set(keys.slice(from, from + batches.size));
    bulks.push([...orders].flatMap((order) => documents.get(order) ?? []));
  }
  return bulks;
}

async function writeAll(
  { signal }: Bench,
  target: Collection<OrderDocument>,
  partitions: OrderDocument[][][],
): Promise<void> {
  const waiting = [...partitions];
  const writer = async (): Promise<void> => {
    for (let bulks = waiting.shift(); bulks; bulks = waiting.shift())
      for (const bulk of bulks) {
        signal.throwIfAborted();
        await target.bulkWrite(bulk.map(toUpsert), { ordered: false });
      }
  };
  await Promise.all(Array.from({ length: batches.atOnce }, writer));
}

function toUpsert({ _id, ...fields }: OrderDocument) {
  return { updateOne: { filter: { _id }, update: { $set: fields }, upsert: true } };
}
