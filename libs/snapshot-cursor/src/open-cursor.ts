import type { Queryable } from '@ordersaga/postgres';
import type { QueryResultRow } from 'pg';
import type { Log } from './log-table';
import { after, beginning, reachOf, type SnapshotCursor } from './snapshot-cursor';

/** A cursor that can be read from, and whether it had to be repaired. */
export interface OpenedCursor {
  readonly cursor: SnapshotCursor;
  /** True when the stored one was of another cluster: everything that is still in the log will be read again. */
  readonly repaired: boolean;
}

/**
 * Makes a cursor ready to read with: a stored one, or one at the log's beginning or end. To be called whenever reading
 * starts anew, after a lost connection too.
 *
 * Transaction ids start again in a database that was restored from a dump. A cursor of another cluster is therefore
 * not trusted: the rows that came with the dump are adopted, and reading starts at the beginning. What was read before
 * comes again, so readers must be able to tell duplicates; nothing is skipped.
 */
export async function openCursor(
  client: Queryable,
  log: Log,
  stored: SnapshotCursor | 'beginning' | 'end',
): Promise<OpenedCursor> {
  const here = await identifyCluster(client, log);
  if (typeof stored === 'object' && isOfHere(stored, here)) return { cursor: stored, repaired: false };
  // For a new cursor too: rows whose transactions are yet to come would be new at every read. Without any, whoever may
  // only read can read.
  if (typeof stored === 'object') await client.query(log.adoptDumpedRows);
  else if (here.has_foreign_rows) await client.query(log.adoptForeignRows);
  if (stored === 'end') {
    const { cluster, now } = await identifyCluster(client, log);
    return { cursor: after(cluster, now), repaired: false };
  }
  return { cursor: beginning(here.cluster), repaired: stored !== 'beginning' };
}

interface Cluster {
  readonly cluster: string;
  /** A snapshot of this moment. */
  readonly now: string;
  readonly has_foreign_rows: boolean;
}

async function identifyCluster(client: Queryable, log: Log): Promise<Cluster> {
  const { rows } = await client.query<Cluster & QueryResultRow>(log.identifyCluster);
  const [here] = rows;
  if (!here) throw new Error('Postgres did not say which cluster it is');
  return here;
}

function isOfHere(cursor: SnapshotCursor, here: Cluster): boolean {
  const reached = reachOf(cursor.current ?? cursor.previous);
  return cursor.cluster === here.cluster && reached <= reachOf(here.now);
}
