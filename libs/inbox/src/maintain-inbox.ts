import type { Queryable } from '@ordersaga/postgres';
import { sql } from './statements';

const dayMs = 24 * 60 * 60 * 1000;

/** How long the inbox remembers. */
export interface InboxRetention {
  /**
   * A message is remembered for at least this long, milliseconds; default 8 days. It must be more than Kafka keeps
   * messages (7 days by default), or one that is read again would count as new.
   */
  readonly keepMs?: number;
  /** How long rows go to one partition before the next is opened, milliseconds; default 2 days. */
  readonly rotateAfterMs?: number;
}

/** What one round of maintenance did, in partitions. */
export interface InboxMaintenance {
  readonly opened: number;
  readonly dropped: number;
}

/**
 * Opens the next partition when it is time, and drops those whose rows are all older than the retention. It never
 * waits long for handlers under way: then it fails with Postgres error 55P03 (lock not available) and has changed nothing.
 */
export async function maintainInbox(
  client: Queryable,
  { keepMs = 8 * dayMs, rotateAfterMs = 2 * dayMs }: InboxRetention = {},
): Promise<InboxMaintenance> {
  const { rows } = await client.query<{ opened: number; dropped: number }>({
    ...sql('maintain-inbox'),
    values: [rotateAfterMs, keepMs],
  });
  return rows[0] ?? { opened: 0, dropped: 0 };
}
