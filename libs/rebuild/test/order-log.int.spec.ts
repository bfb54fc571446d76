import { randomUUID } from 'node:crypto';
import { createEventStore, eventStoreMigrations, type EventStore } from '@ordersaga/event-store';
import { createPool, migrate } from '@ordersaga/postgres';
import type { OrderEvent } from '@ordersaga/projection';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { PostgresOrderLog } from '../src';

const recordedAt = new Date('2026-11-21T10:00:00.123Z');

describe('the log of orders', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;
  let log: PostgresOrderLog;

  beforeEach(async () => {
    database = await freshDatabase('order_log');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    store = createEventStore({ pool });
    log = await PostgresOrderLog.open(database.url);
  });
  afterEach(async () => {
    await log.close();
    await pool.end();
    await database.drop();
  });

  const append = async (streamId: string, type: string, data: object, schemaVersion = 1): Promise<string> => {
    const eventId = randomUUID();
    const metadata = { correlationId: 'corr', causationId: 'cause', actor: 'customer' };
    const event = { eventId, type, schemaVersion, data, metadata, recordedAt };
    await store.append([{ streamId, streamType: 'order', expectedVersion: 'any', events: [event] }]);
    return eventId;
  };
  const readAll = async (): Promise<OrderEvent[]> => {
    const events: OrderEvent[] = [];
    for await (const part of log.read(undefined)) events.push(...part.events);
    return events;
  };

  it('gives each event as the topic of the orders’ events carries it', async () => {
    const id = await append('a', 'order.completed', { revision: 2 });
    expect(await readAll()).toEqual([
      {
        ...{ id, source: '/ordersaga/order', subject: 'a', time: recordedAt },
        ...{ correlationId: 'corr', causationId: 'cause' },
        type: 'com.ordersaga.order.domain.completed.v1',
        data: { orderId: 'a', version: 1, revision: 2 },
      },
    ]);
    expect(await log.count()).toBe(1);
  });

  it('goes on behind what it has read, and passes over what is none of orders', async () => {
    await append('a', 'order.confirmed', { revision: 1 });
    const parts = [];
    for await (const part of log.read(undefined)) parts.push(part);
    await append('b', 'door.opened', {});
    await append('a', 'order.completed', { revision: 1 });
    const later = [];
    for await (const { events } of log.read(parts.at(-1)!.position)) later.push(...events);
    expect(later.map(({ data }) => data.version)).toEqual([2]);
  });

  it('needs no more than the right to read', async () => {
    await append('a', 'order.completed', { revision: 1 });
    const role = `reader_${database.url.split('_').at(-1)}`;
    await pool.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
    );
    const reading = await PostgresOrderLog.open(
      Object.assign(new URL(database.url), { username: role, password: 'secret' }).href,
    );
    const events = [];
    for await (const part of reading.read(undefined)) events.push(...part.events);
    await reading.close();
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect(events).toHaveLength(1);
  });

  it.each<[string, string, object, number]>([
    ['a type that no contract has', 'order.exploded', { revision: 1 }, 1],
    ['a schema version that no contract has', 'order.completed', { revision: 1 }, 7],
    ['a payload that its schema refuses', 'order.completed', { revision: 'one' }, 1],
  ])('tells an event with %s apart from the others', async (_what, type, data, schemaVersion) => {
    await append('a', 'order.confirmed', { revision: 1 });
    await append('a', type, data, schemaVersion);
    const parts = [];
    for await (const part of log.read(undefined)) parts.push(part);
    expect(parts.flatMap(({ events }) => events)).toHaveLength(1);
    const reason = expect.any(String) as string;
    expect(parts.flatMap(({ unreadable }) => unreadable)).toEqual([{ orderId: 'a', version: 2, reason }]);
  });

  it('says when it is away', async () => {
    const away = PostgresOrderLog.open('postgres://127.0.0.1:1/nowhere');
    const error: unknown = await away.catch((reason: unknown) => reason);
    expect(log.isUnavailable(error)).toBe(true);
  });
});
