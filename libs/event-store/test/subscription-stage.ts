import { randomUUID } from 'node:crypto';
import { createPool, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  createEventStore,
  eventStoreMigrations,
  type AppendRequest,
  type EventStore,
  type StoredEvent,
  type Subscription,
  type SubscriptionOptions,
} from '../src';

/** An event for each letter, which is its type. */
export const request = (streamId: string, types: string, streamType = 'thing'): AppendRequest => ({
  streamId,
  streamType,
  expectedVersion: 'any',
  events: [...types].map((type) => ({
    eventId: randomUUID(),
    type,
    data: {},
    metadata: {},
    recordedAt: new Date(),
  })),
});

export const typesOf = (events: readonly StoredEvent[]): string => events.map(({ type }) => type).join('');

/** A database of its own for each test, and subscriptions that end with it. */
export class SubscriptionStage {
  /** Types of the events that the usual handler got. */
  handled = '';
  trouble: unknown[] = [];
  private running: Subscription[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly pool: Pool,
    readonly store: EventStore,
  ) {}

  static async open(): Promise<SubscriptionStage> {
    const database = await freshDatabase('subscription');
    const pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    return new SubscriptionStage(database, pool, createEventStore({ pool }));
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((subscription) => subscription.stop()));
    await this.pool.end();
    await this.database.drop();
  }

  append(types: string, streamId = 's', streamType?: string): Promise<unknown> {
    return this.store.append([request(streamId, types, streamType)]);
  }

  subscribe(options: Partial<SubscriptionOptions> = {}, store = this.store): Subscription {
    const subscription = store.subscribe({
      name: 'test',
      retryMs: { first: 1, longest: 20 },
      onTrouble: (error: unknown) => this.trouble.push(error),
      ...(!options.handleWithin && {
        handle: async (events: readonly StoredEvent[]) => void (this.handled += typesOf(events)),
      }),
      ...options,
    } as SubscriptionOptions);
    this.running.push(subscription);
    return subscription;
  }
}
