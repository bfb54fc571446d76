import { randomUUID } from 'node:crypto';
import { createPool, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool, PoolClient } from 'pg';
import { createEventStore, eventStoreMigrations, type EventStore } from '../src';
import { request } from './things';

describe('appends while another transaction holds a stream', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;
  let holder: PoolClient;
  const held = Array.from({ length: 3 }, () => randomUUID());

  beforeEach(async () => {
    database = await freshDatabase('held_stream');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    store = createEventStore({ pool });
    await store.append(held.map((id) => request(id, 'none', 'a')));
    holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM streams WHERE stream_id = ANY ($1) FOR UPDATE', [held]);
  });
  afterEach(async () => {
    await holder.query('ROLLBACK').catch(() => undefined);
    holder.release(true);
    await pool.end();
    await database.drop();
  });

  it('keep nobody else waiting', async () => {
    const waiting = held.map((id) => store.append([request(id, 1, 'b')]));
    const others = Array.from({ length: 60 }, () => randomUUID());
    for (const version of ['none', 1, 2] as const)
      await Promise.all(others.map((id) => store.append([request(id, version, 'b')])));
    await holder.query('COMMIT');
    expect((await Promise.all(waiting)).flat().map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('keep nobody else waiting for streams whose creation is under way', async () => {
    const fresh = [randomUUID(), randomUUID(), randomUUID()];
    await holder.query(
      `INSERT INTO streams (stream_id, stream_type, version) SELECT id, 'thing', 1 FROM unnest($1::text[]) AS id`,
      [fresh],
    );
    await holder.query('SELECT set_config($1, $2, true)', ['idle_in_transaction_session_timeout', '60s']);
    const waiting = fresh.map((id) => store.append([request(id, 'none', 'a')]));
    const others = Array.from({ length: 30 }, () => store.append([request(randomUUID(), 'none', 'b')]));
    await Promise.all(others);
    await holder.query('COMMIT');
    expect((await Promise.all(waiting)).flat().map(({ appended }) => appended)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('fail for themselves when what is to go with them is bad', async () => {
    const [id = ''] = held;
    const bad = request(randomUUID(), 'none', 'b');
    const waiting = store.append([request(id, 'any', 'b')]);
    const good = Array.from({ length: 8 }, () => request(randomUUID(), 'any', 'b'));
    const outcomes = Promise.allSettled(
      [...good, { ...bad, streamType: null as unknown as string }, request(held[1] ?? '', 'any', 'b')].map(
        (each) => store.append([each]),
      ),
    );
    await Promise.all(
      good.map(({ streamId }) => eventually(async () => expect(await store.load(streamId)).toHaveLength(1))),
    );
    await holder.query('COMMIT');
    expect((await outcomes).map(({ status }) => status === 'rejected')).toEqual([
      ...good.map(() => false),
      true,
      false,
    ]);
    await waiting;
    for (const { streamId } of good) expect(await store.load(streamId)).toHaveLength(1);
  });

  it('come to their end when they are let, each stream’s in the order they were asked for', async () => {
    const [id = ''] = held;
    const verdicts = ['b', 'c', 'd'].map((type) => store.append([request(id, 'any', type)]));
    const blocked = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    // Whoever is told to wait no longer than a moment comes back with all the time there is.
    await eventually(async () => expect((await pool.query(blocked)).rowCount).toBe(1));
    await holder.query('COMMIT');
    expect((await Promise.all(verdicts)).flat().map(({ version }) => version)).toEqual([2, 3, 4]);
    expect((await store.load(id)).map(({ type }) => type)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('the connection that groups share', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    database = await freshDatabase('shared_connection');
    pool = createPool({ connectionString: database.url, applicationName: 'sharing' });
    await migrate({ pool, modules: [eventStoreMigrations] });
    store = createEventStore({ pool });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const many = (): Promise<unknown>[] =>
    Array.from({ length: 64 }, () => store.append([request(randomUUID(), 'none', 'a')]));

  it('carries all that is under way, and goes back to the pool', async () => {
    const appends = many();
    await eventually(() => expect(pool.totalCount).toBe(1));
    await Promise.all([...appends, ...many()]);
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });

  it('is replaced when it breaks', async () => {
    const killer = createPool({ connectionString: database.url, max: 1 });
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'sharing' AND datname = current_database()`;
    for (let broken = false; !broken;) {
      const appends = Promise.allSettled([...many(), ...many()]);
      await killer.query(kill);
      broken = (await appends).some(({ status }) => status === 'rejected');
    }
    await killer.end();
    await Promise.all(many());
    expect(pool.idleCount).toBe(pool.totalCount);
  });
});
