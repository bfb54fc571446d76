import { randomUUID } from 'node:crypto';
import { outboxMigrations } from '@ordersaga/outbox';
import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, InvalidAppendError } from '../src';
import type { AppendRequest, EventStore, ExpectedVersion } from '../src';

const request = (
  streamId: string,
  alongside?: unknown,
  expectedVersion: ExpectedVersion = 'none',
): AppendRequest => ({
  streamId,
  streamType: 'thing',
  expectedVersion,
  events: [{ eventId: randomUUID(), type: 'happened', data: {}, metadata: {}, recordedAt: new Date() }],
  ...(alongside === undefined ? {} : { alongside }),
});

describe('what is written alongside', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    database = await freshDatabase('alongside');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [outboxMigrations, eventStoreMigrations] });
    // Each call leaves a row; a value of {"refuse": true} is an error.
    await pool.query(`
      CREATE TABLE calls (id bigint GENERATED ALWAYS AS IDENTITY, handed_over json, transaction_id xid8);
      CREATE FUNCTION note_call(handed_over json) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM json_array_elements(handed_over) AS value WHERE value ->> 'refuse' = 'true') THEN
          RAISE EXCEPTION 'refused';
        END IF;
        INSERT INTO calls (handed_over, transaction_id) VALUES (handed_over, pg_current_xact_id());
      END $$`);
    store = createEventStore({ pool, alongside: 'note_call' });
  });
  beforeEach(() => pool.query('TRUNCATE calls'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const calls = async (): Promise<unknown[]> => {
    const { rows } = await pool.query<{ handed_over: unknown }>('SELECT handed_over FROM calls ORDER BY id');
    return rows.map(({ handed_over }) => handed_over);
  };

  it('is written in the transaction of the events', async () => {
    const id = randomUUID();
    expect(await store.append([request(id, { a: [1, 'ü', null] })])).toMatchObject([{ appended: true }]);
    expect(await calls()).toEqual([[{ a: [1, 'ü', null] }]]);
    const { rows } = await pool.query<{ same: boolean }>(
      'SELECT events.transaction_id = calls.transaction_id AS same FROM events, calls WHERE stream_id = $1',
      [id],
    );
    expect(rows).toEqual([{ same: true }]);
  });

  it('is handed over in one call for all requests that have a value, in their order', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const values = ids.map((_, n) => (n % 3 === 0 ? undefined : { n }));
    const requests = ids.map((id, n) => request(id, values[n]));
    const verdicts = await inTransaction(pool, (client) => store.appendWithin(client, requests));
    expect(verdicts).toEqual(ids.map((streamId) => ({ streamId, appended: true, version: 1 })));
    expect(await calls()).toEqual([values.filter((value) => value !== undefined)]);
  });

  it('shares a call where appends share a commit', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    await Promise.all(ids.map((id) => store.append([request(id, { id })])));
    const made = await calls();
    expect(made.flat()).toHaveLength(ids.length);
    expect(new Set(made.flat().map((value) => (value as { id: string }).id))).toEqual(new Set(ids));
    expect(made.length).toBeLessThan(10);
  });

  it('is not handed over for a conflict, and there is no call for nothing', async () => {
    const [taken, fresh] = [randomUUID(), randomUUID()];
    await store.append([request(taken)]);
    expect(await store.append([request(taken, { of: 'conflict' })])).toEqual([
      { streamId: taken, appended: false, version: 1 },
    ]);
    expect(await calls()).toEqual([]);
    const both = [request(taken, { of: 'conflict' }), request(fresh, { of: 'fresh' })];
    const verdicts = await inTransaction(pool, (client) => store.appendWithin(client, both));
    expect(verdicts.map(({ appended }) => appended)).toEqual([false, true]);
    expect(await calls()).toEqual([[{ of: 'fresh' }]]);
  });

  it.each([null, false, 0, ''])('may be %p, which is a value like any other', async (value) => {
    await store.append([request(randomUUID(), value)]);
    expect(await calls()).toEqual([[value]]);
  });

  it('goes with the messages for the outbox', async () => {
    const id = randomUUID();
    const message = { messageId: randomUUID(), topic: 'topic', key: id, headers: {}, payload: {} };
    await store.append([{ ...request(id, { id }), outbox: [message] }]);
    const { rows } = await pool.query('SELECT 1 FROM outbox WHERE key = $1', [id]);
    expect([rows.length, await calls()]).toEqual([1, [[{ id }]]]);
  });

  it('leaves nothing behind when the transaction rolls back', async () => {
    const id = randomUUID();
    const dying = inTransaction(pool, async (client) => {
      await store.appendWithin(client, [request(id, { id })]);
      throw new Error('died');
    });
    await expect(dying).rejects.toThrow('died');
    expect([await store.load(id), await calls()]).toEqual([[], []]);
  });

  it('undoes the events when it is refused, and lets the others of the group through', async () => {
    const good = Array.from({ length: 6 }, () => randomUUID());
    const bad = randomUUID();
    const outcomes = await Promise.allSettled([
      ...good.slice(0, 3).map((id) => store.append([request(id, { id })])),
      store.append([request(bad, { refuse: true })]),
      ...good.slice(3).map((id) => store.append([request(id, { id })])),
    ]);
    expect(outcomes.map(({ status }) => status[0])).toEqual([...'fffrfff']);
    expect(outcomes[3]).toMatchObject({ reason: { message: 'refused' } });
    expect(await store.load(bad)).toEqual([]);
    expect((await calls()).flat()).toHaveLength(good.length);
  });

  it('is refused by a store without a function, before anything is sent', async () => {
    const plain = createEventStore({ pool });
    await expect(plain.append([request('nowhere', {})])).rejects.toThrow(InvalidAppendError);
    expect(await store.load('nowhere')).toEqual([]);
  });

  it('is refused when JSON cannot write it, before anything is sent', async () => {
    await expect(store.append([request('nowhere', 1n)])).rejects.toThrow(InvalidAppendError);
    expect(await store.load('nowhere')).toEqual([]);
  });
});
