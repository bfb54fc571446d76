import type { StoredEvent } from './event';

/** An event as the statements select it. */
export interface EventRow {
  readonly stream_id: string;
  readonly version: string;
  readonly global_position: string;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: Record<string, unknown>;
  readonly recorded_at: Date;
}

/** The event of a row, in the schema it was written in. */
export function toEvent(row: EventRow): StoredEvent {
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
