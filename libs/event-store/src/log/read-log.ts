import type { Queryable } from '@ordersaga/postgres';
import { openCursor, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import type { EventReader } from '../event-reader';
import { eventLog, readEvents, type EventFilter, type LogBatch } from './event-log';

/** Which part of the log to read, and how much at a time. */
export interface ReadLogOptions extends EventFilter {
  /** Most events read at once; default 1000. */
  readonly batchSize?: number;
}

/** Where reading begins: the log's beginning, its end, or a cursor that was stored. */
export type LogPosition = 'beginning' | 'end' | SnapshotCursor;

/** Reads batch after batch until there is nothing new; the last one has the cursor to go on from, and maybe no event. */
export async function* readLog(
  client: Queryable,
  reader: EventReader,
  from: LogPosition,
  { batchSize = 1_000, ...filter }: ReadLogOptions = {},
): AsyncGenerator<LogBatch, void, undefined> {
  let { cursor } = await openCursor(client, eventLog, from);
  for (let complete = false; !complete;) {
    const batch = await readEvents(client, reader, cursor, batchSize, filter);
    ({ cursor, complete } = batch);
    if (batch.events.length > 0 || complete) yield { events: batch.events, cursor };
  }
}
