import { MongoClient } from 'mongodb';

/**
 * How many days the success-rate projection has rolled up, looked up where it keeps them: over HTTP an answer is the
 * same before and after.
 */
export async function countDaysRolledUp(url: string, database: string): Promise<number> {
  return withMongo(url, (mongo) =>
    mongo
      .db(database)
      .collection('success_rate_v1_days')
      .countDocuments({ totals: { $exists: true } }),
  );
}

/** What stands in for MongoDB; undefined where there is MongoDB itself. */
export async function mongoStandIn(url: string): Promise<string | undefined> {
  const info = await withMongo(url, (mongo) => mongo.db('admin').command({ buildInfo: 1 }));
  // MongoDB tells the commit it was built from; what only speaks its protocol has none to tell.
  if (typeof info['gitVersion'] === 'string') return undefined;
  return String(info['standIn'] ?? 'the stand-in for MongoDB');
}

async function withMongo<T>(url: string, work: (mongo: MongoClient) => Promise<T>): Promise<T> {
  const mongo = new MongoClient(url);
  try {
    return await work(mongo);
  } finally {
    await mongo.close();
  }
}
