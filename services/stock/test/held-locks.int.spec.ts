import { claimMessages, inboxMigrations } from '@ordersaga/inbox';
import { createMemoryMessaging, type ConsumerEvent } from '@ordersaga/messaging';
import { isUnavailable, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { openEntityStore, type EntityStore } from '@ordersaga/unit-of-work';
import { Client } from 'pg';

const topic = 'orders';
const deadLetterTopic = 'stock.dead-letter';

describe('a message whose rows another transaction has locked', () => {
  let database: TestDatabase;
  let store: EntityStore;

  beforeAll(async () => {
    database = await freshDatabase('held_locks');
    await migrate({ connectionString: database.url, modules: [inboxMigrations] });
    store = await openEntityStore({
      connectionString: database.url,
      entities: [],
      statementTimeoutMs: 500,
    });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('waits for them, counts no attempt and is handled in the end', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await claimMessages(holder, 'stock', ['m1']);

    const messaging = createMemoryMessaging();
    await messaging.ensureTopics([{ topic }, { topic: deadLetterTopic }]);
    const events: ConsumerEvent[] = [];
    const of = (type: ConsumerEvent['type']) => events.filter((event) => event.type === type);
    const consumer = messaging.consumer({
      ...{ groupId: 'stock', topics: [topic], deadLetterTopic, isUnavailable },
      decode: ({ key }) => key!,
      handle: (ids) => store.inUnitOfWork(async (unit) => void (await unit.claimMessages('stock', ids))),
      retry: { attempts: 1 },
      onEvent: (event) => events.push(event),
    });
    await consumer.start();
    await messaging.publisher().publish([{ topic, key: 'm1', headers: {}, value: '{}' }]);

    await eventually(() => expect(of('waiting')).toHaveLength(2));
    expect(of('waiting')).toMatchObject([{ why: 'store-unavailable' }, { why: 'store-unavailable' }]);
    await holder.end();
    await eventually(() => expect(of('handled')).toHaveLength(1));
    expect(of('dead-letter')).toEqual([]);
    await messaging.close();
  });
});
