import { randomBytes, randomUUID } from 'node:crypto';
import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  createEventStore,
  eventStoreMigrations,
  isForgotten,
  type AppendRequest,
  type EventStore,
  type EventStoreOptions,
  type Fold,
  type StoredEvent,
} from '../src';
import { forgottenData, gone, personal, registered, request, secrets, type Registered } from './customers';

describe('forgetting a subject', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;
  let other: EventStore;
  let id: string;

  const open = (options: Partial<EventStoreOptions> = {}): EventStore =>
    createEventStore({ pool, personal, ...options });
  beforeAll(async () => {
    database = await freshDatabase('forgetting');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    [store, other] = [open(), open()];
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => (id = randomUUID()));

  const dataOf = async (from: EventStore, streamId = id): Promise<unknown[]> =>
    (await from.load(streamId)).map(({ data }) => data);
  const storedText = async (table: string): Promise<string> =>
    JSON.stringify((await pool.query(`SELECT * FROM ${table} WHERE stream_id = $1`, [id])).rows);

  it('stores personal fields sealed, the rest readable, and gives all of it back', async () => {
    const original = request(id, registered(id));
    await store.append([original]);
    const text = await storedText('events');
    expect(text).not.toMatch(secrets);
    expect(text).toContain('Bonn');
    const [event] = await other.load(id);
    expect(event).toMatchObject({ data: registered(id), metadata: { by: 'test' }, subject: id });
    expect(Object.keys(event?.metadata ?? {})).toEqual(['by']);
    expect(original.events[0]?.data).toEqual(registered(id));
  });

  it('leaves a marker on every instance at once, whatever way events are read', async () => {
    await store.append([request(id, registered(id)), request(id, { paid: 5 }, 'other')]);
    expect(await dataOf(other)).toEqual([registered(id), { paid: 5 }]);
    const before = await storedText('events');
    await store.forget(id);
    await store.forget(id);
    for (const from of [store, other, open({ personal: {} })])
      expect(await dataOf(from)).toEqual([forgottenData(id), { paid: 5 }]);
    for await (const { events } of other.readLog('beginning'))
      for (const event of events.filter(({ streamId }) => streamId === id))
        expect(JSON.stringify(event)).not.toMatch(secrets);
    expect(await storedText('events')).toBe(before);
    expect(isForgotten(((await dataOf(store)) as Registered[])[0]?.name)).toBe(true);
  });

  it('gives subscriptions what is opened, and after forgetting the marker', async () => {
    await store.append([request(id, registered(id))]);
    const got: StoredEvent[] = [];
    const handle = async (events: readonly StoredEvent[]): Promise<void> => void got.push(...events);
    const read = async (): Promise<unknown> => {
      const subscription = store.subscribe({ name: randomUUID(), handle });
      await subscription.untilCaughtUp(5_000);
      await subscription.stop();
      return got.splice(0).find(({ streamId }) => streamId === id)?.data;
    };
    expect(await read()).toEqual(registered(id));
    await store.forget(id);
    expect(await read()).toEqual(forgottenData(id));
  });

  it('forgets one subject and not another in the same stream', async () => {
    const [ann, bo] = [randomUUID(), randomUUID()];
    await store.append([request(id, registered(ann)), request(id, registered(bo, 'Bo'))]);
    await store.forget(ann);
    expect(await dataOf(store)).toEqual([forgottenData(ann), registered(bo, 'Bo')]);
  });

  it('refuses to append for a forgotten subject, also one it never knew, and appends the rest of a group', async () => {
    await store.forget(id);
    const fresh = Array.from({ length: 6 }, () => randomUUID());
    const outcomes = await Promise.allSettled([
      ...fresh.map((subject) => store.append([request(subject, registered(subject))])),
      store.append([request(id, registered(id))]),
    ]);
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('ffffffr');
    const refused = store.appendWithin(pool, [request(id, registered(id))]);
    await expect(refused).rejects.toMatchObject({ code: 'subject-forgotten', subject: id, streamId: id });
    expect(await store.load(id)).toEqual([]);
    await store.append([request(id, { still: 'fine' }, 'other')]);
  });

  it('keeps no snapshot in the clear, and none that outlives the subject', async () => {
    const names: Fold<readonly unknown[]> = {
      initial: () => [],
      evolve: (state, { data }) => [...state, (data as Partial<Registered>).name ?? 'nobody'],
      snapshot: { version: 1, every: 1 },
    };
    const bo = randomUUID();
    await store.append([request(id, registered(id)), request(id, registered(bo, 'Bo'))]);
    expect((await store.aggregate(id, names)).state).toEqual(['Ann Lee', 'Bo']);
    await store.snapshotsWritten();
    expect(await storedText('snapshots')).not.toMatch(secrets);
    await store.append([request(id, {}, 'other')]);
    // From the snapshot: its event is not folded again.
    const seen: string[] = [];
    const evolve: typeof names.evolve = (state, event) => (seen.push(event.type), names.evolve(state, event));
    expect((await other.aggregate(id, { ...names, evolve })).state).toEqual(['Ann Lee', 'Bo', 'nobody']);
    expect(seen).toEqual(['other']);
    await other.snapshotsWritten();
    const kept = await pool.query('SELECT * FROM snapshots WHERE stream_id = $1', [id]);
    expect(kept.rows).toMatchObject([{ version: '3', subjects: [bo, id].sort() }]);

    await store.forget(id);
    expect((await pool.query('SELECT FROM snapshots WHERE stream_id = $1', [id])).rowCount).toBe(0);
    // One that was on its way to the table when the subject was forgotten.
    const { stream_id, fold, fold_version, version, event_id, state, checksum, subjects } = kept
      .rows[0] as Record<string, unknown>;
    await pool.query(
      `INSERT INTO snapshots (stream_id, fold, fold_version, version, event_id, state, checksum, subjects)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [stream_id, fold, fold_version, version, event_id, state, checksum, subjects],
    );
    expect((await other.aggregate(id, names)).state).toEqual([gone, 'Bo', 'nobody']);
    await other.snapshotsWritten();
    expect((await store.aggregate(id, names)).state).toEqual([gone, 'Bo', 'nobody']);
    const after = await pool.query('SELECT subjects FROM snapshots WHERE stream_id = $1', [id]);
    expect(after.rows).toEqual([{ subjects: [bo] }]);
  });

  it('leaves what is appended meanwhile unreadable', async () => {
    const rounds = Array.from({ length: 25 }, () => randomUUID());
    await Promise.all(
      rounds.map(async (subject, i) => {
        if (i % 2) await store.append([request(subject, registered(subject))]);
        const appends = Array.from({ length: 6 }, (_, n) =>
          (n % 2 ? store : other).append([request(subject, registered(subject))]),
        );
        const [, ...outcomes] = await Promise.allSettled([other.forget(subject), ...appends]);
        for (const outcome of outcomes)
          if (outcome.status === 'rejected')
            expect(outcome.reason).toMatchObject({ code: 'subject-forgotten' });
        for (const data of await dataOf(store, subject)) expect(data).toEqual(forgottenData(subject));
      }),
    );
  });

  it('waits for a transaction that brings the subject’s first key, and destroys that key', async () => {
    let forgetting: Promise<void> | undefined;
    await inTransaction(pool, async (client) => {
      await store.appendWithin(client, [request(id, registered(id))]);
      forgetting = other.forget(id);
      await eventually(async () => {
        const { rowCount } = await pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(rowCount).toBe(1);
      });
    });
    await forgetting;
    expect(await dataOf(store)).toEqual([forgottenData(id)]);
  });

  it('forgets with the transaction it is in, or not', async () => {
    await store.append([request(id, registered(id))]);
    const failing = inTransaction(pool, async (client) => {
      await store.forget(id, client);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await dataOf(store)).toEqual([registered(id)]);
  });

  it('stores keys under the master key, and says so when it is another one', async () => {
    const masterKey = randomBytes(32);
    const locked = open({ sealing: { masterKey } });
    await store.append([request(id, registered(id))]);
    const late = randomUUID();
    await locked.append([request(late, registered(late)), request(id, registered(id))]);
    expect(await dataOf(locked)).toEqual([registered(id), registered(id)]);
    expect(await dataOf(locked, late)).toEqual([registered(late)]);
    for (const from of [store, open({ sealing: { masterKey: randomBytes(32) } })])
      await expect(from.load(late)).rejects.toMatchObject({ code: 'subject-key-unreadable', subject: late });
    await store.forget(late);
    expect(await dataOf(locked, late)).toEqual([forgottenData(late)]);
  });

  it('opens no seal that was moved to another event or changed', async () => {
    const thief = randomUUID();
    await store.append([request(id, registered(id)), request(thief, registered(id, 'Nobody'))]);
    await pool.query(
      'UPDATE events SET data = (SELECT data FROM events WHERE stream_id = $1) WHERE stream_id = $2',
      [id, thief],
    );
    await expect(store.load(thief)).rejects.toMatchObject({
      code: 'seal-broken',
      streamId: thief,
      version: 1,
    });
  });

  it('upcasts what is opened, and the marker', async () => {
    const upcasters = [
      {
        type: 'customer.registered',
        fromSchemaVersion: 1,
        upcast: (data: unknown) => ({ names: [(data as Registered).name] }),
      },
    ];
    const modern = open({ upcasters });
    await store.append([request(id, registered(id))]);
    expect(await dataOf(modern)).toEqual([{ names: ['Ann Lee'] }]);
    await store.forget(id);
    expect(await dataOf(modern)).toEqual([{ names: [gone] }]);
  });

  it.each<[string, AppendRequest]>([
    ['without a subject', request('x', { name: 'Ann' })],
    ['whose field is not where it is declared', request('x', { customerId: 'c', address: 'Elm Street 5' })],
    [
      'whose metadata has our name',
      {
        ...request('x', {}, 'other'),
        events: [
          { ...(request('x', {}, 'other').events[0] as never as object), metadata: { $sealed: {} } } as never,
        ],
      },
    ],
  ])('refuses an event %s', async (_what, refused) => {
    await expect(store.append([refused])).rejects.toMatchObject({ code: 'append-invalid' });
  });

  it('refuses a master key of another length, and fields that are no paths', () => {
    const invalid = expect.objectContaining({ code: 'sealing-invalid' }) as Error;
    expect(() => open({ sealing: { masterKey: randomBytes(16) } })).toThrow(invalid);
    expect(() => open({ personal: { t: { subject: () => 's', fields: ['a..b'] } } })).toThrow(invalid);
  });

  it('takes one round trip for what is not personal and two for what is', async () => {
    const single = createPool({ connectionString: database.url, max: 1 });
    const trips = jest.fn();
    single.on('connect', (client) => {
      const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
      Object.assign(client, { query: (...args: unknown[]) => (trips(), ask(...args)) });
    });
    const counted = open({ pool: single });
    await counted.append([request(id, {}, 'other')]);
    expect(trips).toHaveBeenCalledTimes(1);
    await counted.append([request(id, registered(id))]);
    expect(trips).toHaveBeenCalledTimes(3);
    await counted.load(id);
    expect(trips).toHaveBeenCalledTimes(5);
    await single.end();
  });
});
