import { MongoClient } from 'mongodb';

/**
 * Asks a MongoDB server once.
 * @returns its version; a stand-in that says so is called what it is
 * @throws whatever keeps it from answering
 */
export async function probeMongo(url: string): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000 });
  try {
    await client.connect();
    const info = await client.db('admin').command({ buildInfo: 1 });
    const standIn: unknown = info['standIn'];
    return typeof standIn === 'string' ? `${standIn} (not MongoDB)` : String(info['version']);
  } finally {
    await client.close();
  }
}
