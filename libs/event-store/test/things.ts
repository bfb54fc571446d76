import { randomUUID } from 'node:crypto';
import { outboxMigrations } from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import { freshDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  createEventStore,
  eventStoreMigrations,
  type AppendRequest,
  type EventStore,
  type NewEvent,
} from '../src';

export const event = (type: string, data: unknown = {}, recordedAt = new Date()): NewEvent => ({
  eventId: randomUUID(),
  type,
  data,
  metadata: { correlationId: 'c' },
  recordedAt,
});

/** An append of events of these types. */
export const request = (
  streamId: string,
  expectedVersion: AppendRequest['expectedVersion'],
  ...types: string[]
): AppendRequest => ({
  streamId,
  streamType: 'thing',
  expectedVersion,
  events: types.map((type) => event(type)),
});

/** An event store on a database of its own, which has an outbox, too. */
export class StoreOfThings {
  private constructor(
    readonly pool: Pool,
    readonly store: EventStore,
    readonly close: () => Promise<void>,
  ) {}

  static async open(name: string): Promise<StoreOfThings> {
    const database = await freshDatabase(name);
    const pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [outboxMigrations, eventStoreMigrations] });
    return new StoreOfThings(pool, createEventStore({ pool }), async () => {
      await pool.end();
      await database.drop();
    });
  }

  async typesOf(streamId: string): Promise<string[]> {
    return (await this.store.load(streamId)).map(({ type }) => type);
  }
}
