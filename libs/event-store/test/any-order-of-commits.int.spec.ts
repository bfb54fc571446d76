import { randomUUID } from 'node:crypto';
import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { freshDatabase, openTransaction, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  createEventStore,
  eventStoreMigrations,
  type AppendRequest,
  type EventStore,
  type StoredEvent,
} from '../src';

const request = (streamId: string, type: string): AppendRequest => ({
  streamId,
  streamType: 'thing',
  expectedVersion: 'any',
  events: [{ eventId: randomUUID(), type, data: {}, metadata: {}, recordedAt: new Date() }],
});

describe('many writers whose commits come in any order', () => {
  const streams = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const perStream = 60;
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    database = await freshDatabase('any_order');
    pool = createPool({ connectionString: database.url, max: 20 });
    await migrate({ pool, modules: [eventStoreMigrations] });
    store = createEventStore({ pool });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const write = async (stream: string, w: number): Promise<void> => {
    for (let i = 0; i < perStream; i += 1)
      await inTransaction(pool, async (client) => {
        await store.appendWithin(client, [request(stream, i % 2 ? 'odd' : 'even')]);
        // Lets commits happen in another order than the positions were drawn in.
        if ((i + w) % 3 === 0) await client.query('SELECT pg_sleep($1)', [((i * 7 + w) % 5) / 1000]);
      });
  };

  it('nothing is lost, nothing comes twice, each stream is in order, and nobody waits for a stranger', async () => {
    const stranger = await openTransaction(pool);
    await store.appendWithin(stranger, [request('stranger', 'even')]);

    const [all, even]: [StoredEvent[], StoredEvent[]] = [[], []];
    const subscribe = (name: string, into: StoredEvent[], types?: string[]) =>
      store.subscribe({
        name,
        batchSize: 7,
        pollMs: 5,
        ...(types && { types }),
        handle: async (events) => void into.push(...events),
      });
    let subscriptions = [subscribe('all', all), subscribe('even', even, ['even'])];

    let writing = true;
    const writers = Promise.all(streams.map(write)).finally(() => (writing = false));
    const plain: string[] = [];
    for (let more = true, last = '0'; more;) {
      more = writing;
      const { rows } = await pool.query<{ global_position: string }>(
        'SELECT global_position FROM events WHERE global_position > $1 ORDER BY global_position',
        [last],
      );
      plain.push(...rows.map((row) => row.global_position));
      last = plain.at(-1) ?? last;
      if (plain.length % 5 === 0 && more) {
        // In the midst of it they start again from what they have stored.
        await Promise.all(subscriptions.map((subscription) => subscription.stop()));
        subscriptions = [subscribe('all', all), subscribe('even', even, ['even'])];
      }
    }
    await writers;
    await Promise.all(subscriptions.map((subscription) => subscription.untilCaughtUp(20_000)));

    const versions = (events: StoredEvent[], stream: string): number[] =>
      events.filter(({ streamId }) => streamId === stream).map(({ version }) => version);
    const expected = Array.from({ length: perStream }, (_, i) => i + 1);
    for (const stream of streams) {
      expect(versions(all, stream)).toEqual(expected);
      expect(versions(even, stream)).toEqual(expected.filter((version) => version % 2 === 1));
    }
    expect(all).toHaveLength(streams.length * perStream);
    // A reader by position does lose events here; if it did not, this test would show nothing.
    expect(plain.length).toBeLessThan(all.length);

    await stranger.query('COMMIT');
    stranger.release();
    await Promise.all(subscriptions.map((subscription) => subscription.untilCaughtUp(5_000)));
    expect([all, even].map((events) => events.at(-1)?.streamId)).toEqual(['stranger', 'stranger']);
    await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  });
});
