import type { Queryable } from '@ordersaga/postgres';
import { describeLog, readNext, type LogRow, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import type { StoredEvent } from '../event';
import type { EventReader } from '../event-reader';
import type { EventRow } from '../event-row';

/** Which events of the log are wanted; the others are read past in the database. All unless told. */
export interface EventFilter {
  readonly types?: readonly string[];
  /** Types of the streams that events are in. */
  readonly streamTypes?: readonly string[];
}

/** What was read of the log at a time. */
export interface LogBatch {
  /** In the order of the log: those of a stream in theirs. May be none. */
  readonly events: readonly StoredEvent[];
  /** Behind these events and all that was filtered out. A JSON value, to be stored as it is. */
  readonly cursor: SnapshotCursor;
}

const events = {
  table: 'events',
  id: 'global_position',
  columns:
    'global_position AS id, stream_id, version, event_id, type, schema_version, data, metadata, recorded_at',
};

/** The events as the snapshot cursor reads them. */
export const eventLog = describeLog(events);

/** The same, of some types only. A stream's type by a subquery, which no plan turns into reading all streams. */
export const filteredLog = describeLog({
  ...events,
  keep: `({1}::text[] IS NULL OR page.type = ANY({1}))
    AND ({2}::text[] IS NULL
      OR (SELECT stream_type FROM streams WHERE streams.stream_id = page.stream_id) = ANY({2}))`,
});

/** Reads on from a cursor, `limit` events at most, filtered ones among them. */
export async function readEvents(
  client: Queryable,
  reader: EventReader,
  cursor: SnapshotCursor,
  limit: number,
  { types, streamTypes }: EventFilter,
): Promise<LogBatch & { readonly read: number; readonly complete: boolean }> {
  const page =
    types || streamTypes
      ? await readNext<LogRow>(client, filteredLog, cursor, limit, [types ?? null, streamTypes ?? null])
      : await readNext<LogRow>(client, eventLog, cursor, limit);
  const rows = page.rows.map(({ id, ...row }) => ({ ...row, global_position: id }) as unknown as EventRow);
  return {
    events: await reader.read(client, rows),
    cursor: page.cursor,
    read: page.read,
    complete: page.complete,
  };
}
