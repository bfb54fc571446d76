import type { Queryable } from '@ordersaga/postgres';
import type { Log } from './log-table';
import { after, beginning, unseenBy, type SnapshotCursor } from './snapshot-cursor';

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
  const { rows } = await client.query<{ cluster: string; now: string }>(log.identifyCluster);
  const [here] = rows;
  if (!here) throw new Error('Postgres did not say which cluster it is');
  if (stored === 'beginning') return { cursor: beginning(here.cluster), repaired: false };
  if (stored === 'end') return { cursor: after(here.cluster, here.now), repaired: false };
  if (isOfHere(stored, here)) return { cursor: stored, repaired: false };
  await client.query(log.adoptForeignRows);
  return { cursor: beginning(here.cluster), repaired: true };
}

function isOfHere(cursor: SnapshotCursor, here: { cluster: string; now: string }): boolean {
  const reached = BigInt(unseenBy(cursor.current ?? cursor.previous).xmax);
  return cursor.cluster === here.cluster && reached <= BigInt(unseenBy(here.now).xmax);
}
