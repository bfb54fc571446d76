import type { NewEvent } from '../event';
import type { EventRow } from '../event-row';
import { seal, unseal } from './box';
import { BrokenSealError } from './errors';
import { forgotten } from './forgotten';
import { replaceAt, type Path } from './field-paths';
import type { PersonalPlaces } from './personal-fields';

/**
 * Where it is kept, beside the application's own metadata, which of an event is sealed and for whom: what is stored
 * tells how to open it, whatever is declared by then.
 */
export const sealName = '$sealed';

/** What the metadata of a stored event say. */
interface SealNote {
  readonly subject: string;
  readonly fields: readonly Path[];
}

/** Seals an event's personal fields: each becomes a text, bound to its stream, its event and its place. */
export function sealEvent(
  streamId: string,
  event: NewEvent,
  { subject, data, places }: PersonalPlaces,
  key: Buffer,
): NewEvent {
  for (const path of places)
    replaceAt(data, path, (value) =>
      seal(key, Buffer.from(JSON.stringify(value)), boundTo(streamId, event.eventId, path)).toString(
        'base64url',
      ),
    );
  const note: SealNote = { subject, fields: places };
  return { ...event, data, metadata: { ...event.metadata, [sealName]: note } };
}

/** Whose personal fields a stored event has. */
export function subjectOf({ metadata }: Pick<EventRow, 'metadata'>): string | undefined {
  return (metadata[sealName] as SealNote | undefined)?.subject;
}

/**
 * Opens what is sealed of a stored event, in place; without a key it is forgotten.
 * @throws BrokenSealError
 */
export function openEvent(row: EventRow, key: Buffer | undefined): void {
  const { [sealName]: note, ...metadata } = row.metadata as { [sealName]?: SealNote };
  for (const path of note?.fields ?? []) {
    const opened = replaceAt(row.data, path, (box) => (key ? open(row, path, box, key) : forgotten));
    if (!opened) throw new BrokenSealError(row.stream_id, Number(row.version));
  }
  Object.assign(row, { metadata });
}

/** An id by its digits alone: the database writes a UUID in one way and takes it in several. */
function boundTo(streamId: string, eventId: string, path: Path): readonly unknown[] {
  return [streamId, eventId.replaceAll(/[^0-9a-f]/gi, '').toLowerCase(), path];
}

function open(row: EventRow, path: Path, box: unknown, key: Buffer): unknown {
  try {
    const content = unseal(
      key,
      Buffer.from(String(box), 'base64url'),
      boundTo(row.stream_id, row.event_id, path),
    );
    return JSON.parse(content.toString()) as unknown;
  } catch (cause) {
    throw new BrokenSealError(row.stream_id, Number(row.version), { cause });
  }
}
