import { randomUUID } from 'node:crypto';
import { createEventStore, eventStoreMigrations, type Fold } from '@ordersaga/event-store';
import { createPool, migrate } from '@ordersaga/postgres';
import type { EventStore } from '@ordersaga/event-store';
import type { Pool } from 'pg';

/** The README's examples, word for word: they compile here and run in the spec beside this. */
export async function openDoor(url: string): Promise<{ pool: Pool; store: EventStore }> {
  const pool = createPool({ connectionString: url });
  await migrate({ pool, modules: [eventStoreMigrations] });
  const store = createEventStore({ pool });

  const door: Fold<{ open: boolean }> = {
    initial: () => ({ open: false }),
    evolve: (_before, { type }) => ({ open: type === 'opened' }),
    snapshot: { version: 1, every: 100 },
  };
  const { state, version } = await store.aggregate('door-1', door);
  if (state.open) throw new Error('the door is open already');
  const event = { eventId: randomUUID(), type: 'opened', data: {}, metadata: {}, recordedAt: new Date() };
  const request = { streamId: 'door-1', streamType: 'door', expectedVersion: version, events: [event] };
  const [verdict] = await store.append([request]);
  if (!verdict?.appended) throw new Error('somebody was faster: load it again');

  return { pool, store };
}

export async function countOpenings(store: EventStore): Promise<void> {
  const subscription = store.subscribe({
    name: 'count-openings',
    types: ['opened'],
    handleWithin: async (events, client) => {
      await client.query('UPDATE openings SET count = count + $1', [events.length]);
    },
  });
  await subscription.untilCaughtUp(5_000); // with everything that was committed before this call
  await subscription.stop();
}

export async function forgetCustomer(pool: Pool, masterKey: Buffer): Promise<unknown> {
  const store = createEventStore({
    pool,
    sealing: { masterKey },
    personal: {
      'customer.registered': {
        subject: (data: { customerId: string }) => data.customerId,
        fields: ['name', 'address.street'],
      },
    },
  });
  await store.forget('customer-1');

  const data = { customerId: 'customer-1', name: 'Ann' };
  const event = {
    eventId: randomUUID(),
    type: 'customer.registered',
    data,
    metadata: {},
    recordedAt: new Date(),
  };
  return store
    .append([{ streamId: 'c', streamType: 'customer', expectedVersion: 'none', events: [event] }])
    .catch((error: unknown) => error);
}
