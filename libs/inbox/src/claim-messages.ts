import type { Queryable } from '@ordersaga/postgres';
import { sql } from './statements';

/**
 * Claims a batch of messages for a consumer, in one statement, and returns the ids that it takes in for the first
 * time. Call it first in the transaction of the handler: the claim is committed with the handler's work or rolled back
 * with it. An id that stands twice in the batch counts once.
 *
 * While another open transaction has claimed one of the ids, it waits for that one's end: the id is fresh only if that
 * transaction rolls back. So of an instance that lost its partition and its successor, only one has the effect.
 *
 * The transaction must be READ COMMITTED (the default); Postgres error 0A000 otherwise.
 */
export async function claimMessages(
  client: Queryable,
  consumer: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const { rows } = await client.query<{ message_id: string }>({
    ...sql('claim-messages'),
    values: [consumer, messageIds],
  });
  return new Set(rows.map((row) => row.message_id));
}
