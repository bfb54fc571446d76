import { randomUUID } from 'node:crypto';
import { createEventStore, eventStoreMigrations, type AppendRequest } from '@ordersaga/event-store';
import { createPool, migrate } from '@ordersaga/postgres';
import { eventsByOrder, type OrderEvent } from '@ordersaga/projection';
import { freshDatabase } from '@ordersaga/test-kit';
import { openOrderFeed, type OrderFeed } from './order-feed';

/** Stands where Order and its relay stand: what it publishes was committed to a log before. */
export interface LoggedFeed extends OrderFeed {
  /** The database with the log. */
  readonly databaseUrl: string;
  /** Publishes events that are in no log, as after the log's database was restored from a backup. */
  publishUnlogged(events: readonly OrderEvent[]): Promise<void>;
}

/** Opens a log of its own; topics are those with the prefix. */
export async function openLoggedFeed(brokers: string, prefix: string): Promise<LoggedFeed> {
  const database = await freshDatabase('order_log');
  const pool = createPool({ connectionString: database.url });
  await migrate({ pool, modules: [eventStoreMigrations] });
  const store = createEventStore({ pool });
  const feed = await openOrderFeed(brokers, prefix);
  const log = async (events: readonly OrderEvent[]): Promise<void> => {
    const verdicts = await store.append([...eventsByOrder(events).values()].map(toAppendRequest));
    const refused = verdicts.find(({ appended }) => !appended);
    if (refused) throw new Error(`${refused.streamId} is at version ${refused.version} in the log already`);
  };
  return {
    ...feed,
    databaseUrl: database.url,
    publishUnlogged: (events) => feed.publish(events),
    publish: async (events) => {
      await log(events);
      await feed.publish(events);
    },
    close: async () => {
      await feed.close();
      await pool.end();
      await database.drop();
    },
  };
}

function toAppendRequest(events: readonly OrderEvent[]): AppendRequest {
  const { orderId, version } = (events[0] as OrderEvent).data;
  return {
    streamId: orderId,
    streamType: 'order',
    expectedVersion: version === 1 ? 'none' : version - 1,
    events: events.map(
      ({ type, data: { orderId: _orderId, version: _version, ...data }, time, ...rest }) => ({
        eventId: randomUUID(),
        type: type.replace('com.ordersaga.order.domain.', 'order.').replace(/\.v1$/, ''),
        data,
        metadata: { correlationId: rest.correlationId, causationId: rest.causationId },
        recordedAt: time,
      }),
    ),
  };
}
