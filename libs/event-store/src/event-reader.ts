import type { Queryable } from '@ordersaga/postgres';
import type { StoredEvent } from './event';
import { toEvent, type EventRow } from './event-row';
import { openEvent, subjectOf } from './sealing/sealed-events';
import type { SubjectKeys } from './sealing/subject-keys';
import type { Upcasters } from './upcasters';

/** Makes events of rows, whichever way they were read: opened, then brought up to their current schema. */
export class EventReader {
  constructor(
    private readonly upcasters: Upcasters,
    private readonly keys: SubjectKeys,
  ) {}

  /**
   * One round trip for the keys where something is sealed, otherwise none.
   * @throws BrokenSealError
   * @throws SubjectKeyUnreadableError
   */
  async read(client: Queryable, rows: readonly EventRow[]): Promise<StoredEvent[]> {
    return this.open(rows, await this.keysFor(client, rows));
  }

  /** The keys of everybody whose personal fields these events have, and of some subjects more. */
  keysFor(
    client: Queryable,
    rows: readonly EventRow[],
    more: readonly string[] = [],
  ): Promise<Map<string, Buffer>> {
    const subjects = new Set(more);
    for (const row of rows) {
      const subject = subjectOf(row);
      if (subject !== undefined) subjects.add(subject);
    }
    return this.keys.read(client, subjects);
  }

  /** @throws BrokenSealError */
  open(rows: readonly EventRow[], keys: ReadonlyMap<string, Buffer>): StoredEvent[] {
    return rows.map((row) => {
      const subject = subjectOf(row);
      if (subject === undefined) return this.upcasters.apply(toEvent(row));
      openEvent(row, keys.get(subject));
      return this.upcasters.apply({ ...toEvent(row), subject });
    });
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
