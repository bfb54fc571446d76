import type { Queryable } from '@ordersaga/postgres';
import type { AppendRequest, NewEvent } from '../event';
import { InvalidAppendError } from '../errors';
import { SubjectForgottenError } from './errors';
import {
  checkPersonal,
  personalPlaces,
  type Personal,
  type PersonalFields,
  type PersonalPlaces,
} from './personal-fields';
import { sealEvent, sealName } from './sealed-events';
import type { SubjectKeys } from './subject-keys';

/** Seals the personal fields of events before they are appended. */
export class Sealing {
  private readonly personal: ReadonlyMap<string, PersonalFields>;

  /** @throws InvalidSealingError */
  constructor(
    personal: Personal,
    private readonly keys: SubjectKeys,
  ) {
    checkPersonal(personal);
    this.personal = new Map(Object.entries(personal));
  }

  /**
   * The same requests, sealed; one round trip for the keys of all, none where nothing is personal. A key that is
   * destroyed after this leaves what is written with it unreadable.
   * @throws InvalidAppendError
   * @throws SubjectForgottenError
   * @throws SubjectKeyUnreadableError
   */
  async seal(client: Queryable, requests: readonly AppendRequest[]): Promise<readonly AppendRequest[]> {
    const places = requests.map(({ streamId, events }) =>
      events.map((event) => this.placesIn(streamId, event)),
    );
    const subjects = new Set(places.flat().flatMap((found) => found?.subject ?? []));
    if (subjects.size === 0) return requests;
    const keys = await this.keys.ensure(client, subjects);
    return requests.map((request, index) => ({
      ...request,
      events: request.events.map((event, place) =>
        sealPlaces(request.streamId, event, places[index]?.[place], keys),
      ),
    }));
  }

  private placesIn(streamId: string, event: NewEvent): PersonalPlaces | undefined {
    if (Object.hasOwn(event.metadata, sealName))
      throw new InvalidAppendError(streamId, `${sealName} in its metadata is the store's own`);
    const declared = this.personal.get(event.type);
    const places = declared && personalPlaces(streamId, event, declared);
    return places && places.places.length > 0 ? places : undefined;
  }
}

function sealPlaces(
  streamId: string,
  event: NewEvent,
  places: PersonalPlaces | undefined,
  keys: ReadonlyMap<string, Buffer>,
): NewEvent {
  if (!places) return event;
  const key = keys.get(places.subject);
  if (!key) throw new SubjectForgottenError(places.subject, streamId);
  return sealEvent(streamId, event, places, key);
}
