import { appendToOutbox, outboxMigrations, type OutboxMessage } from '@ordersaga/outbox';
import { migrate } from '@ordersaga/postgres';
import { Client } from 'pg';
import type { Bench } from '../bench';
import { ownDatabase } from '../own-database';

const rowsPerTransaction = 100;

/** Creates a database with an empty outbox, which goes with the case. @returns its URL */
export async function ownOutbox(bench: Bench, name: string): Promise<string> {
  const connectionString = await ownDatabase(bench, name);
  await migrate({ connectionString, modules: [outboxMigrations] });
  return connectionString;
}

/** Commits messages in their order, through the outbox's own function, without waiting for the disk each time. */
export async function fillOutbox(
  { signal }: Pick<Bench, 'signal'>,
  connectionString: string,
  messages: readonly OutboxMessage[],
): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    for (let from = 0; from < messages.length; from += rowsPerTransaction) {
      signal.throwIfAborted();
      await appendToOutbox(client, messages.slice(from, from + rowsPerTransaction));
    }
  } finally {
    await client.end();
  }
}
