/**
 * A place in a log that many transactions write. It remembers a snapshot in place of a number: what the previous
 * snapshot sees has been read; the step towards the current one, if there is one under way, has been read up to
 * `lastId`. A plain JSON value, to be stored as it is.
 */
export interface SnapshotCursor {
  /** The cluster whose transaction ids these are; they mean nothing in another one. */
  readonly cluster: string;
  /** A `pg_snapshot` as text. */
  readonly previous: string;
  /** A `pg_snapshot` as text while a long step is under way, otherwise null. */
  readonly current: string | null;
  /** The last id read inside the step under way; `0` otherwise. */
  readonly lastId: string;
}

/** Sees no transaction at all. */
const nothing = '1:1:';

/** A cursor that has everything before it. */
export function beginning(cluster: string): SnapshotCursor {
  return { cluster, previous: nothing, current: null, lastId: '0' };
}

/** A cursor that has read what `snapshot` sees. */
export function after(cluster: string, snapshot: string): SnapshotCursor {
  return { cluster, previous: snapshot, current: null, lastId: '0' };
}

/** The first transaction id that a `pg_snapshot` (`xmin:xmax:xip,…`) does not see, nor any after it. */
export function reachOf(snapshot: string): bigint {
  return BigInt(snapshot.split(':')[1] ?? '0');
}
