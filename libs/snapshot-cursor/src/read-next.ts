import type { Queryable } from '@ordersaga/postgres';
import type { QueryResultRow } from 'pg';
import type { Log } from './log-table';
import type { SnapshotCursor } from './snapshot-cursor';

/** A row of a log. */
export interface LogRow extends QueryResultRow {
  /** In decimal. */
  readonly id: string;
}

/** Rows in the order in which they must be taken, and the cursor that is past them. */
export interface LogPage<R extends LogRow> {
  readonly rows: readonly R[];
  readonly cursor: SnapshotCursor;
  /** Whether that was all there was; false when there may be more to read at once. */
  readonly complete: boolean;
}

/**
 * Reads on from a cursor: exactly the rows that were committed since, each once, one round trip unless a long step
 * begins. Rows of one step come by id; what commits later comes in a later step. A page may be empty; it holds at most `limit` rows.
 */
export function readNext<R extends LogRow>(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  limit: number,
): Promise<LogPage<R>> {
  return cursor.current === null
    ? beginStep<R>(client, log, cursor, limit)
    : readPage<R>(client, log, cursor, cursor.current, limit);
}

/** Most steps fit into one page and are over with it. */
async function beginStep<R extends LogRow>(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  limit: number,
): Promise<LogPage<R>> {
  const values = [cursor.previous, limit + 1];
  const answer = await client.query<{ step_current: string; id: string | null }>({
    ...log.beginStep,
    values,
  });
  const current = answer.rows[0]?.step_current;
  if (current === undefined) throw new Error('a step without a snapshot');
  const found = answer.rows.filter(({ id }) => id !== null);
  if (found.length <= limit) {
    const rows = found.map(({ step_current: _snapshot, ...row }) => row as unknown as R);
    return { rows, cursor: { ...cursor, previous: current, current: null, lastId: '0' }, complete: true };
  }
  const lastId = await beforeFirst(client, log, cursor, current);
  return readPage<R>(client, log, { ...cursor, lastId }, current, limit);
}

/** The id before the first of a long step, so that its pages need not look at what was read long ago. */
async function beforeFirst(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  current: string,
): Promise<string> {
  const values = [cursor.previous, current];
  const { rows } = await client.query<{ first: string | null }>({ ...log.findFirst, values });
  return String(BigInt(rows[0]?.first ?? '1') - 1n);
}

async function readPage<R extends LogRow>(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  current: string,
  limit: number,
): Promise<LogPage<R>> {
  const values = [cursor.previous, current, cursor.lastId, limit];
  const { rows } = await client.query<R>({ ...log.readPage, values });
  const last = rows.at(-1);
  if (last !== undefined && rows.length === limit)
    return { rows, cursor: { ...cursor, current, lastId: last.id }, complete: false };
  return { rows, cursor: { ...cursor, previous: current, current: null, lastId: '0' }, complete: false };
}
