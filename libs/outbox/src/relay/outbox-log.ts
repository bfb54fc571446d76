import type { Queryable } from '@ordersaga/postgres';
import { describeLog, readNext, type LogRow, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import type { OutboxPage } from './relay-store';

/** The outbox as the snapshot cursor reads it. The payload stays the text that was written. */
export const outboxLog = describeLog({
  table: 'outbox',
  id: 'id',
  columns: `id, topic, key, headers, payload::text AS payload,
    extract(epoch FROM clock_timestamp() - created_at)::double precision * 1000 AS age_ms`,
});

interface OutboxLogRow extends LogRow {
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: string;
  readonly age_ms: number;
}

/** Reads the rows that were committed since the cursor, `limit` at most. */
export async function readOutboxPage(
  client: Queryable,
  cursor: SnapshotCursor,
  limit: number,
): Promise<OutboxPage> {
  const page = await readNext<OutboxLogRow>(client, outboxLog, cursor, limit);
  const now = performance.now();
  return { ...page, rows: page.rows.map(({ age_ms, ...row }) => ({ ...row, insertedAt: now - age_ms })) };
}
