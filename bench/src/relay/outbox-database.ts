import { appendToOutbox, outboxMigrations, type OutboxMessage } from '@ordersaga/outbox';
import { migrate } from '@ordersaga/postgres';
import { Client } from 'pg';
import type { Bench } from '../bench';
import { domainMessage, eventsOfAnOrder, orderStep } from '../order-events';
import { ownDatabase } from '../own-database';
import { randomUUID } from 'node:crypto';

/** Orders whose messages lie between each other's, as those of customers who order at the same time. */
const atOnce = 50;
const rowsPerTransaction = 100;

/** Creates a database with an empty outbox, which goes with the case. @returns its URL */
export async function ownOutbox(bench: Bench, name: string): Promise<string> {
  const connectionString = await ownDatabase(bench, name);
  await migrate({ connectionString, modules: [outboxMigrations] });
  return connectionString;
}

/** So many messages about orders, each key's in its order. */
export function messagesOfOrders(count: number, topic: string): OutboxMessage[] {
  const messages: OutboxMessage[] = [];
  while (messages.length < count) {
    const orderIds = Array.from({ length: atOnce }, () => randomUUID());
    for (let version = 1; version <= eventsOfAnOrder; version += 1)
      messages.push(...orderIds.map((orderId) => domainMessage(orderStep(orderId, version), topic)));
  }
  return messages.slice(0, count);
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
