import type { NewEvent } from '../event';
import { InvalidAppendError } from '../errors';
import { InvalidSealingError } from './errors';
import { placesOf, type Path } from './field-paths';

/** Which fields of an event type are personal, and whose they are. */
export interface PersonalFields {
  /**
   * The subject's id, of the data as it is appended. Best an opaque one: it is not sealed, and remains. Must not be
   * empty; an event type whose events may have no subject is two types.
   */
  readonly subject: (data: never) => string;
  /** Dotted paths, e.g. `address.street`; through a list to each of its elements. The whole value there is sealed. */
  readonly fields: readonly string[];
}

/** The personal fields of event types, by type. */
export type Personal = Readonly<Record<string, PersonalFields>>;

/** What of an event is to be sealed. */
export interface PersonalPlaces {
  readonly subject: string;
  /** The data in its JSON form, a copy. */
  readonly data: unknown;
  readonly places: readonly Path[];
}

/** @throws InvalidSealingError */
export function checkPersonal(personal: Personal): void {
  for (const [type, { fields }] of Object.entries(personal))
    if (fields.length === 0 || fields.some((field) => field.split('.').includes('')))
      throw new InvalidSealingError(`the personal fields of ${type} are not paths`);
}

/** @throws InvalidAppendError when it has no subject, or a field of it can't be found the way it is declared */
export function personalPlaces(
  streamId: string,
  { type, data }: NewEvent,
  { subject: subjectOf, fields }: PersonalFields,
): PersonalPlaces {
  const subject = subjectOf(data as never) as unknown;
  if (typeof subject !== 'string' || subject === '')
    throw new InvalidAppendError(streamId, `${type} has personal fields and no subject`);
  try {
    const copy = JSON.parse(JSON.stringify(data)) as unknown;
    return { subject, data: copy, places: outermost(fields.flatMap((field) => placesOf(copy, field))) };
  } catch (cause) {
    throw new InvalidAppendError(streamId, `the personal fields of ${type} cannot be sealed`, { cause });
  }
}

/** A field inside one that is sealed as a whole needs no seal of its own. */
function outermost(places: readonly Path[]): Path[] {
  const isWithin = (path: Path, outer: Path): boolean =>
    outer.length <= path.length && outer.every((step, index) => step === path[index]);
  return places.filter(
    (path, index) =>
      !places.some((other, place) =>
        other.length === path.length ? place < index && isWithin(path, other) : isWithin(path, other),
      ),
  );
}
