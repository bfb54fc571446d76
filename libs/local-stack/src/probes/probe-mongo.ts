import { MongoClient } from 'mongodb';

/**
 * Asks a MongoDB server once.
 * @returns its version; a stand-in is called one, by its name if it tells it
 * @throws whatever keeps it from answering
 */
export async function probeMongo(url: string): Promise<string> {
  const limits = { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000, socketTimeoutMS: 2_000 };
  const client = new MongoClient(url, limits);
  try {
    await client.connect();
    const info = await client.db('admin').command({ buildInfo: 1 });
    const version = String(info['version']);
    // MongoDB tells the commit it was built from; what only speaks its protocol has none to tell.
    if (typeof info['gitVersion'] === 'string') return version;
    return `${String(info['standIn'] ?? `stand-in for ${version}`)} (not MongoDB)`;
  } finally {
    await client.close();
  }
}
