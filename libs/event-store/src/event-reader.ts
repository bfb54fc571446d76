import type { StoredEvent } from './event';
import { toEvent, type EventRow } from './event-row';
import type { Upcasters } from './upcasters';

/** Makes events of rows, whichever way they were read: brought up to their current schema. */
export class EventReader {
  constructor(private readonly upcasters: Upcasters) {}

  read(rows: readonly EventRow[]): StoredEvent[] {
    return rows.map((row) => this.upcasters.apply(toEvent(row)));
  }
}

/** Events by their stream; each stream keeps the order they came in. */
export function byStream(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const stream = streams.get(event.streamId);
    if (stream) stream.push(event);
    else streams.set(event.streamId, [event]);
  }
  return streams;
}
