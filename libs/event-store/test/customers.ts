import { randomUUID } from 'node:crypto';
import type { AppendRequest, Personal } from '../src';

/** An event with personal fields in every kind of place. */
export interface Registered {
  readonly customerId: string;
  readonly name: string;
  readonly address: { readonly street: string; readonly city: string };
  readonly contacts: readonly { readonly phone: string; readonly kind: string }[];
}

export const personal: Personal = {
  'customer.registered': {
    subject: ({ customerId }: Registered) => customerId,
    fields: ['name', 'address.street', 'contacts.phone'],
  },
};
export const registered = (customerId: string, name = 'Ann Lee'): Registered => ({
  customerId,
  name,
  address: { street: 'Elm Street 5', city: 'Bonn' },
  contacts: [
    { phone: '0170-1', kind: 'mobile' },
    { phone: '0228-2', kind: 'work' },
  ],
});
export const request = (streamId: string, data: unknown, type = 'customer.registered'): AppendRequest => ({
  streamId,
  streamType: 'customer',
  expectedVersion: 'any',
  events: [{ eventId: randomUUID(), type, data, metadata: { by: 'test' }, recordedAt: new Date() }],
});
/** What stands in a field of a forgotten subject. */
export const gone = { forgotten: true };
export const forgottenData = (customerId: string): unknown => ({
  customerId,
  name: gone,
  address: { street: gone, city: 'Bonn' },
  contacts: [
    { phone: gone, kind: 'mobile' },
    { phone: gone, kind: 'work' },
  ],
});
/** What must not be found in the database. */
export const secrets = /Ann Lee|Elm Street|0170|0228/;
