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
  /** How many rows that was, those that the log does not keep among them. */
  readonly read: number;
  /** Whether that was all there was; false when there may be more to read at once. */
  readonly complete: boolean;
}

/**
 * Reads on from a cursor: exactly the rows that were committed since, each once, one round trip unless a long step
 * begins. Rows of one step come by id; what commits later comes in a later step. A page may be empty; it holds at most
 * `limit` rows. Of a log that keeps some rows only, `limit` rows are read and those that are kept are given; `values`
 * are those of its condition.
 */
export function readNext<R extends LogRow>(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  limit: number,
  values: readonly unknown[] = [],
): Promise<LogPage<R>> {
  return cursor.current === null
    ? beginStep<R>(client, log, cursor, limit, values)
    : readPage<R>(client, log, cursor, cursor.current, limit, values);
}

/** Most steps fit into one page and are over with it. */
async function beginStep<R extends LogRow>(
  client: Queryable,
  log: Log,
  cursor: SnapshotCursor,
  limit: number,
  keepValues: readonly unknown[],
): Promise<LogPage<R>> {
  const answer = await client.query<PageRow & { step_current: string }>({
    ...log.beginStep,
    values: [cursor.previous, limit + 1, ...keepValues],
  });
  const current = answer.rows[0]?.step_current;
  if (current === undefined) throw new Error('a step without a snapshot');
  const { rows, read } = takeWanted<R>(answer.rows);
  if (read <= limit)
    return {
      rows,
      read,
      cursor: { ...cursor, previous: current, current: null, lastId: '0' },
      complete: true,
    };
  const lastId = await beforeFirst(client, log, cursor, current);
  return readPage<R>(client, log, { ...cursor, lastId }, current, limit, keepValues);
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
  keepValues: readonly unknown[],
): Promise<LogPage<R>> {
  const values = [cursor.previous, current, cursor.lastId, limit, ...keepValues];
  const answer = await client.query<PageRow>({ ...log.readPage, values });
  const { rows, read } = takeWanted<R>(answer.rows);
  const last = answer.rows.at(-1)?.id;
  const moved =
    typeof last === 'string' && read === limit
      ? { ...cursor, current, lastId: last }
      : { ...cursor, previous: current, current: null, lastId: '0' };
  return { rows, read, cursor: moved, complete: false };
}

/** A row as a page's statement gives it; the others where the log keeps some rows only. */
interface PageRow extends QueryResultRow {
  readonly id: string | null;
  readonly page_wanted?: boolean;
  readonly page_read?: number;
}

function takeWanted<R extends LogRow>(page: readonly PageRow[]): { rows: R[]; read: number } {
  const found = page.filter(({ id }) => id !== null);
  const wanted = found.filter((row) => row.page_wanted !== false);
  const rows = wanted.map(
    ({ step_current: _snapshot, page_wanted: _wanted, page_read: _read, page_last: _last, ...row }) =>
      row as unknown as R,
  );
  return { rows, read: found[0]?.page_read ?? found.length };
}
