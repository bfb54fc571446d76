import { randomUUID } from 'node:crypto';
import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, type EventStore, type Fold, type StoredEvent } from '../src';
import { saveSnapshots } from '../src/aggregate/snapshot-writer';
import { sql } from '../src/statements';

interface Letters {
  readonly text: string;
  readonly count: number;
}

const letters: Fold<Letters> = {
  initial: () => ({ text: '', count: 0 }),
  evolve: ({ text, count }, { type }) => ({ text: text + type, count: count + 1 }),
};
const every = (n: number, version = 1): Fold<Letters> => ({ ...letters, snapshot: { version, every: n } });

describe('snapshots', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;
  let trouble: unknown[];
  let id: string;

  beforeAll(async () => {
    database = await freshDatabase('snapshots');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    trouble = [];
    id = randomUUID();
    store = createEventStore({ pool, onSnapshotTrouble: (error) => trouble.push(error) });
  });

  const append = async (types: string, streamId = id, recordedAt = new Date()): Promise<void> => {
    const events = [...types].map((type) => ({
      eventId: randomUUID(),
      type,
      data: {},
      metadata: {},
      recordedAt,
    }));
    await store.append([{ streamId, streamType: 'letters', expectedVersion: 'any', events }]);
  };
  const stored = async (
    streamId = id,
  ): Promise<{ version: string; fold_version: number; state: string }[]> => {
    const text =
      'SELECT version, fold_version, state FROM snapshots WHERE stream_id = $1 ORDER BY fold_version';
    return (await pool.query<{ version: string; fold_version: number; state: string }>(text, [streamId]))
      .rows;
  };
  const keep = async (types: string): Promise<void> => {
    await append(types);
    await store.aggregate(id, every(1));
    await store.snapshotsWritten();
  };
  /** What evolve is given. */
  const folded = async (fold: Fold<Letters>, streamId = id): Promise<string> => {
    const seen: string[] = [];
    const evolve = (state: Letters, event: StoredEvent): Letters => {
      seen.push(event.type);
      return letters.evolve(state, event);
    };
    await store.aggregate(streamId, { ...fold, evolve });
    return seen.join('');
  };

  it('folds a stream, and one that is not there to its beginning', async () => {
    await append('abc');
    expect(await store.aggregate(id, letters)).toEqual({ state: { text: 'abc', count: 3 }, version: 3 });
    expect(await store.aggregate('nobody', every(1))).toEqual({ state: { text: '', count: 0 }, version: 0 });
    expect(await stored()).toEqual([]);
  });

  it('takes a snapshot when so many events were folded, and folds only what came after it', async () => {
    await append('ab');
    expect(await folded(every(3))).toBe('ab');
    await append('c');
    expect(await folded(every(3))).toBe('abc');
    await store.snapshotsWritten();
    expect(await stored()).toMatchObject([{ version: '3' }]);
    await append('de');
    expect(await folded(every(3))).toBe('de');
    expect(await store.aggregate(id, every(3))).toEqual({ state: { text: 'abcde', count: 5 }, version: 5 });
    await append('f');
    expect(await folded(every(3))).toBe('def');
    await store.snapshotsWritten();
    expect(await stored()).toMatchObject([{ version: '6' }]);
    expect(trouble).toEqual([]);
  });

  it('loads many streams in one round trip, with snapshots and without', async () => {
    await keep('abc');
    await append('d');
    const [other, missing] = [randomUUID(), randomUUID()];
    await append('xy', other);
    const statements: unknown[] = [];
    const client = await pool.connect();
    const counting = {
      query: (...args: unknown[]) => {
        statements.push(args);
        return (client.query as (...args: unknown[]) => unknown)(...args);
      },
    } as Pick<Pool, 'query'>;
    const found = await store.aggregates(counting, [id, other, id, missing], every(10));
    client.release();
    expect(statements).toHaveLength(1);
    expect(
      Object.fromEntries([...found].map(([key, { state, version }]) => [key, [state.text, version]])),
    ).toEqual({
      [id]: ['abcd', 4],
      [other]: ['xy', 2],
      [missing]: ['', 0],
    });
  });

  it('ignores what another version of the fold has kept, and leaves it there', async () => {
    await keep('abc');
    expect(await folded(every(1, 2))).toBe('abc');
    await store.snapshotsWritten();
    expect(await stored()).toMatchObject([{ fold_version: 1 }, { fold_version: 2 }]);
    expect(await folded(every(1, 1))).toBe('');
  });

  it('tells folds of the same stream apart by their names', async () => {
    await keep('abc');
    const count: Fold<number> = {
      initial: () => 0,
      evolve: (n) => n + 1,
      snapshot: { version: 1, every: 1, name: 'count' },
    };
    expect((await store.aggregate(id, count)).state).toBe(3);
    await store.snapshotsWritten();
    expect((await store.aggregate(id, count)).state).toBe(3);
    expect((await store.aggregate(id, every(1))).state.text).toBe('abc');
  });

  it.each([
    ['cut off', 'state = left(state, -3)'],
    ['no state at all', "state = 'null'"],
    ['edited', "state = replace(state, 'c', 'x')"],
    ['of events that are yet to come', "version = 9, event_id = gen_random_uuid(), state = '{}'"],
    ['of another history', "event_id = gen_random_uuid(), state = '{}'"],
  ])('ignores a snapshot that is %s, and replaces it', async (_what, change) => {
    await keep('abc');
    await pool.query(`UPDATE snapshots SET ${change} WHERE stream_id = $1`, [id]);
    const expected = { state: { text: 'abc', count: 3 }, version: 3 };
    expect(await store.aggregate(id, every(1))).toEqual(expected);
    await store.snapshotsWritten();
    expect(await stored()).toMatchObject([{ version: '3', state: JSON.stringify(expected.state) }]);
  });

  it('does not go back to a lower version', async () => {
    await keep('abcd');
    const [early] = await store.load(id, { toVersion: 2 });
    const rival = { streamId: id, fold: 'state', foldVersion: 1, version: 1, text: '{}', subjects: [] };
    await saveSnapshots(pool, [{ ...rival, eventId: early?.eventId ?? '' }]);
    expect(await stored()).toMatchObject([{ version: '4' }]);
  });

  it('keeps the highest of many that are written at once', async () => {
    await append('abcdefgh');
    const events = await store.load(id);
    const rivals = [...events, ...events.toReversed()].map(({ version, eventId }) =>
      saveSnapshots(pool, [
        {
          streamId: id,
          fold: 'state',
          foldVersion: 1,
          version,
          eventId,
          text: JSON.stringify({ version }),
          subjects: [],
        },
      ]),
    );
    await Promise.all(rivals);
    expect(await stored()).toMatchObject([{ version: '8', state: '{"version":8}' }]);
  });

  it('uses no snapshot from beyond the version or the moment that is asked for', async () => {
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    await append('a', id, at(1));
    await append('b', id, at(5));
    await append('c', id, at(2));
    await store.aggregate(id, every(1));
    await store.snapshotsWritten();
    expect((await store.aggregate(id, every(1), { toVersion: 2 })).state.text).toBe('ab');
    expect((await store.aggregate(id, every(1), { toVersion: 3 })).state.text).toBe('abc');
    // The clock that was behind wrote the third: the second ends the stream all the same.
    expect((await store.aggregate(id, every(1), { at: at(3) })).state.text).toBe('a');
    expect((await store.aggregate(id, every(1), { at: at(5) })).state.text).toBe('abc');
    expect((await store.aggregate(id, every(1), { at: at(0) })).version).toBe(0);
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const failing = inTransaction(pool, async (client) => {
      const event = { eventId: randomUUID(), type: 'a', data: {}, metadata: {}, recordedAt: new Date() };
      await store.appendWithin(client, [
        { streamId: id, streamType: 'letters', expectedVersion: 'none', events: [event] },
      ]);
      expect((await store.aggregates(client, [id], every(1))).get(id)?.version).toBe(1);
      await store.snapshotsWritten();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await stored()).toEqual([]);
  });

  it('loads and appends while no snapshot can be written', async () => {
    await append('abc');
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE snapshots IN EXCLUSIVE MODE');
    expect((await store.aggregate(id, every(1))).version).toBe(3);
    await append('d');
    expect((await store.aggregate(id, every(1))).state.text).toBe('abcd');
    await client.query('DROP TABLE snapshots');
    await client.query('ROLLBACK');
    client.release();
    await store.snapshotsWritten();
    expect(await stored()).toMatchObject([{ version: '4' }]);
  });

  it('says why a snapshot was not written, and goes on', async () => {
    await append('ab');
    await pool.query('ALTER TABLE snapshots ADD CONSTRAINT refused CHECK (false) NOT VALID');
    expect((await store.aggregate(id, every(1))).version).toBe(2);
    await store.snapshotsWritten();
    await pool.query('ALTER TABLE snapshots DROP CONSTRAINT refused');
    expect(trouble).toMatchObject([{ code: '23514' }]);
  });

  it('keeps no state that JSON would change, unless it is told how', async () => {
    await append('ab');
    const dates: Fold<{ last?: Date }> = {
      initial: () => ({}),
      evolve: (_state, { recordedAt }) => ({ last: recordedAt }),
      snapshot: { version: 1, every: 1 },
    };
    const plain = (await store.aggregate(id, dates)).state;
    await store.snapshotsWritten();
    expect(trouble).toMatchObject([{ code: 'snapshot-unfaithful', streamId: id }]);
    expect(await stored()).toEqual([]);
    const told: Fold<{ last?: Date }> = {
      ...dates,
      snapshot: {
        version: 1,
        every: 1,
        encode: ({ last }) => last?.toISOString() ?? null,
        decode: (text) => (text === null ? {} : { last: new Date(text as string) }),
      },
    };
    expect((await store.aggregate(id, told)).state).toEqual(plain);
    await store.snapshotsWritten();
    expect(await stored()).toHaveLength(1);
    expect((await store.aggregate(id, told)).state).toEqual(plain);
  });

  it.each([
    { version: 1.5, every: 1 },
    { version: 2 ** 31, every: 1 },
    { version: 1, every: 0 },
  ])('refuses the policy %j', async (snapshot) => {
    await expect(store.aggregate(id, { ...letters, snapshot })).rejects.toMatchObject({
      code: 'snapshot-policy-invalid',
    });
  });

  it('begins inside a long stream, behind its snapshot', async () => {
    await append('a'.repeat(5_000));
    await pool.query('ANALYZE events');
    await store.aggregate(id, every(1_000));
    await store.snapshotsWritten();
    await append('b');
    const explained = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql('load-since-snapshots').text}`,
      [[id], null, null, 'state', 1],
    );
    const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan;
    expect((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)).toBeLessThan(30);
  });
});

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}
