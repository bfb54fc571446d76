import { MongoClient, type MongoClientOptions } from 'mongodb';

/** Every wait is bounded, in milliseconds: queries answer 503, and the consumer has its own patience. */
const options: MongoClientOptions = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_000,
  socketTimeoutMS: 10_000,
  // An offset is committed after its write: a write that a failover could take back would never be done again.
  writeConcern: { w: 'majority', wtimeoutMS: 5_000 },
  // Whatever the URL says: what is counted on a replica that lags would stay in a day's totals.
  readPreference: 'primary',
};

/** A client that connects with its first command, and again whenever it has to. */
export function createMongoClient(url: string): MongoClient {
  return new MongoClient(url, { ...options, appName: 'success-rate-projection' });
}

/** How long a stop waits for what is under way, milliseconds. */
const patienceMs = 4_000;

/**
 * Closes a client after a while, for a service that stops: what a server that hangs has not answered by then fails, as
 * it does when the server is away.
 */
export function closeSoon(client: MongoClient): void {
  setTimeout(() => void client.close().catch(() => undefined), patienceMs).unref();
}
