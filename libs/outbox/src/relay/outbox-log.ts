import type { Queryable } from '@ordersaga/postgres';
import type { SnapshotCursor } from './interim-cursor';
import type { OutboxPage } from './relay-store';

// INTERIM until @ordersaga/snapshot-cursor lands.
export async function readOutboxPage(
  client: Queryable,
  cursor: SnapshotCursor | null,
  limit: number,
): Promise<OutboxPage> {
  const c = (cursor ?? { previous: '1:1:', current: null, lastId: '0' }) as any;
  const fresh = c.current === null;
  const current = fresh
    ? ((await client.query<any>('SELECT pg_current_snapshot()::text AS s')).rows[0].s as string)
    : c.current;
  const { rows } = await client.query<any>({
    text: `SELECT id, topic, key, headers, payload::text, extract(epoch FROM clock_timestamp() - created_at)::float8*1000 AS age_ms
     FROM outbox WHERE transaction_id >= pg_snapshot_xmin($1::pg_snapshot) AND pg_visible_in_snapshot(transaction_id, $2::pg_snapshot)
     AND NOT pg_visible_in_snapshot(transaction_id, $1::pg_snapshot) AND id > $3 ORDER BY id LIMIT $4`,
    values: [c.previous, current, c.lastId, limit],
  });
  const now = performance.now();
  const through = rows.length < limit;
  const next = through
    ? { previous: current, current: null, lastId: '0' }
    : { previous: c.previous, current, lastId: rows.at(-1).id };
  return {
    rows: rows.map(({ age_ms, ...row }: any) => ({ ...row, insertedAt: now - age_ms })),
    cursor: next as any,
    complete: through && fresh,
  };
}
