import type { Queryable } from '@ordersaga/postgres';
import type { StoredEvent } from './event';
import { sql } from './statements';

/** How far to load: up to and including a version, or up to the first event recorded after a moment. */
export interface LoadLimit {
  readonly toVersion?: number;
  readonly at?: Date;
}

interface EventRow {
  stream_id: string;
  version: string;
  global_position: string;
  event_id: string;
  type: string;
  schema_version: number;
  data: unknown;
  metadata: Record<string, unknown>;
  recorded_at: Date;
}

/** Loads many streams in one round trip; a stream that is not there has no entry. */
export async function loadStreams(
  client: Queryable,
  streamIds: readonly string[],
  { toVersion, at }: LoadLimit = {},
): Promise<Map<string, StoredEvent[]>> {
  const streams = new Map<string, StoredEvent[]>();
  if (streamIds.length === 0) return streams;
  const values = [[...new Set(streamIds)], toVersion ?? null, at ?? null];
  const { rows } = await client.query<EventRow>({ ...sql('load-streams'), values });
  for (const row of rows) {
    const stream = streams.get(row.stream_id);
    if (stream) stream.push(toEvent(row));
    else streams.set(row.stream_id, [toEvent(row)]);
  }
  return streams;
}

function toEvent(row: EventRow): StoredEvent {
  return {
    streamId: row.stream_id,
    version: Number(row.version),
    globalPosition: row.global_position,
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    data: row.data,
    metadata: row.metadata,
    recordedAt: row.recorded_at,
  };
}
