import { randomBytes, randomUUID } from 'node:crypto';
import { array, assert, constantFrom, dictionary, jsonValue, property } from 'fast-check';
import type { EventRow } from '../event-row';
import { forgotten } from './forgotten';
import { placesOf, replaceAt } from './field-paths';
import { personalPlaces } from './personal-fields';
import { openEvent, sealEvent, subjectOf } from './sealed-events';

const names = constantFrom('a', 'b', 'c');
const anyValue = dictionary(names, dictionary(names, jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), {
  maxKeys: 3,
});
const anyField = array(names, { minLength: 1, maxLength: 2 }).map((path) => path.join('.'));
const key = randomBytes(32);

describe('whatever is sealed of an event', () => {
  it('comes back with the key, and is the marker without', () => {
    assert(
      property(anyValue, array(anyField, { minLength: 1, maxLength: 4 }), (data, fields) => {
        const event = {
          eventId: randomUUID(),
          type: 't',
          data,
          metadata: { by: 'me' },
          recordedAt: new Date(),
        };
        const places = personalPlaces('s', event, { subject: () => 'c-1', fields });
        const sealed = sealEvent('s', { ...event, eventId: event.eventId.toUpperCase() }, places, key);
        const stored = (): EventRow => ({
          stream_id: 's',
          version: '1',
          global_position: '1',
          event_id: event.eventId,
          type: 't',
          schema_version: 1,
          ...(JSON.parse(JSON.stringify({ data: sealed.data, metadata: sealed.metadata })) as Pick<
            EventRow,
            'data' | 'metadata'
          >),
          recorded_at: event.recordedAt,
        });
        const asJson = JSON.parse(JSON.stringify(data)) as unknown;
        const [withKey, without] = [stored(), stored()];
        expect(subjectOf(withKey)).toBe('c-1');
        openEvent(withKey, key);
        expect([withKey.data, withKey.metadata]).toEqual([asJson, { by: 'me' }]);

        for (const place of places.places) replaceAt(asJson, place, () => forgotten);
        openEvent(without, undefined);
        expect([without.data, without.metadata]).toEqual([asJson, { by: 'me' }]);
        for (const field of fields)
          for (const place of placesOf(without.data, field))
            expect(replaceAt(without.data, place, (value) => (expect(value).toEqual(forgotten), value))).toBe(
              true,
            );
      }),
    );
  });
});
