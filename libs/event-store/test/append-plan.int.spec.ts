import { randomUUID } from 'node:crypto';
import { createPool, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, type AppendRequest, type ExpectedVersion } from '../src';

const old = Array.from({ length: 32 }, (_, index) => `old-${index}`);
const request = (streamId: string, expectedVersion: ExpectedVersion): AppendRequest => ({
  streamId,
  streamType: 'thing',
  expectedVersion,
  events: [{ eventId: randomUUID(), type: 'happened', data: {}, metadata: {}, recordedAt: new Date() }],
});

describe('a session that began on an empty store', () => {
  let database: TestDatabase;
  let session: Pool;
  let observer: Pool;

  beforeAll(async () => {
    database = await freshDatabase('append_plan');
    session = createPool({ connectionString: database.url, max: 1 });
    observer = createPool({ connectionString: database.url });
    await migrate({ pool: session, modules: [eventStoreMigrations] });
  });
  afterAll(async () => {
    await Promise.all([session.end(), observer.end()]);
    await database.drop();
  });

  const count = async (statement: string): Promise<number> =>
    Number((await observer.query<{ count: string }>(statement)).rows[0]?.count);

  it('never comes to read all streams when it appends to some of them', async () => {
    const store = createEventStore({ pool: session });
    const append = async (times: number, first: ExpectedVersion = 'any'): Promise<void> => {
      for (let time = 0; time < times; time += 1)
        await store.append(old.map((id) => request(id, time === 0 ? first : 'any')));
    };
    await observer.query('ALTER TABLE streams SET (autovacuum_enabled = off)');
    await append(20, 'none'); // plans are made, and kept
    await observer.query(
      `INSERT INTO streams (stream_id, stream_type, version)
       SELECT 's' || n, 'thing', 1 FROM generate_series(1, 20000) n`,
    );
    const read = `SELECT seq_tup_read AS count FROM pg_stat_user_tables WHERE relname = 'streams'`;
    const before = await count(read);
    await append(20);
    const { appended } = (await store.append([request('s7', 1)]))[0] ?? {};
    expect(appended).toBe(true);
    await session.query('SELECT pg_stat_force_next_flush()');
    const lookedUp = `SELECT idx_scan AS count FROM pg_stat_user_tables WHERE relname = 'streams'`;
    await eventually(async () => expect(await count(lookedUp)).toBeGreaterThan(20 * old.length));
    expect((await count(read)) - before).toBeLessThan(20_000);
  });

  it('takes the streams of a group in the order of their ids: by an index scan, not by a bitmap', async () => {
    const store = createEventStore({ pool: session });
    const ids = old.map((id) => `ordered-${id}`);
    await store.append(ids.map((id) => request(id, 'none')));
    // Of an index scan alone the index counts the rows that were fetched by it.
    const fetched = `SELECT idx_tup_fetch AS count FROM pg_stat_user_indexes WHERE indexrelname = 'streams_pkey'`;
    await session.query('SELECT pg_stat_force_next_flush()');
    const before = await count(fetched);
    for (let version = 1; version <= 5; version += 1)
      await store.append(ids.map((id) => request(id, version)));
    await session.query('SELECT pg_stat_force_next_flush()');
    await eventually(async () =>
      expect((await count(fetched)) - before).toBeGreaterThanOrEqual(5 * ids.length),
    );
  });
});
