import { randomBytes, randomUUID } from 'node:crypto';
import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { freshDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, type AppendRequest, type EventStore } from '../src';
import { event, request, StoreOfThings } from './things';

describe('the event store', () => {
  let things: StoreOfThings;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    things = await StoreOfThings.open('event_store');
    ({ pool, store } = things);
  });
  afterAll(() => things?.close());

  const typesOf = (streamId: string) => things.typesOf(streamId);

  it('appends to a new stream and goes on where it stands', async () => {
    const id = randomUUID();
    expect(await store.append([request(id, 'none', 'a', 'b')])).toEqual([
      { streamId: id, appended: true, version: 2 },
    ]);
    expect(await store.append([request(id, 2, 'c')])).toEqual([{ streamId: id, appended: true, version: 3 }]);
    expect((await store.load(id)).map(({ version, type }) => `${version}${type}`)).toEqual([
      '1a',
      '2b',
      '3c',
    ]);
  });

  it('refuses a limit that is none', async () => {
    const invalid = { code: 'load-limit-invalid' };
    await expect(store.load('x', { toVersion: 1.5 })).rejects.toMatchObject(invalid);
    await expect(store.load('x', { at: new Date('never') })).rejects.toMatchObject(invalid);
    const fold = { initial: () => 0, evolve: () => 1, snapshot: { version: 1, every: 10 } };
    await expect(store.aggregate('x', fold, { toVersion: NaN })).rejects.toMatchObject(invalid);
  });

  it('gives an event back as it was appended', async () => {
    const id = randomUUID();
    const original = event(
      'priced',
      { z: 1, a: ['ü', null, { deep: 9007199254740991 }] },
      new Date(1_700_000_000_123),
    );
    await store.append([{ streamId: id, streamType: 'thing', expectedVersion: 'none', events: [original] }]);
    expect(await store.load(id)).toEqual([
      {
        ...original,
        streamId: id,
        version: 1,
        schemaVersion: 1,
        globalPosition: expect.stringMatching(/^\d+$/) as string,
      },
    ]);
  });

  it.each([
    ['none, but it is there', 'none' as const],
    ['an older version', 1],
    ['a version that is still to come', 3],
  ])('answers a conflict with the version found: expected %s', async (_what, expected) => {
    const id = randomUUID();
    await store.append([request(id, 'none', 'a', 'b')]);
    expect(await store.append([request(id, expected, 'x')])).toEqual([
      { streamId: id, appended: false, version: 2 },
    ]);
    expect(await typesOf(id)).toEqual(['a', 'b']);
  });

  it('finds version 0 where a stream was expected that is not there', async () => {
    const id = randomUUID();
    expect(await store.append([request(id, 4, 'x')])).toEqual([
      { streamId: id, appended: false, version: 0 },
    ]);
    expect(await store.load(id)).toEqual([]);
  });

  it('appends to any version, also to none', async () => {
    const id = randomUUID();
    expect(await store.append([request(id, 'any', 'a')])).toMatchObject([{ appended: true, version: 1 }]);
    expect(await store.append([request(id, 'any', 'b', 'c')])).toMatchObject([
      { appended: true, version: 3 },
    ]);
  });

  it('keeps one stream’s conflict from the others, in events and in messages', async () => {
    const [good, bad, other] = [randomUUID(), randomUUID(), randomUUID()];
    await store.append([request(bad, 'none', 'a')]);
    const topic = `topic-${good}`;
    const withMessage = (r: AppendRequest): AppendRequest => ({
      ...r,
      outbox: [{ messageId: randomUUID(), topic, key: r.streamId, headers: {}, payload: { of: r.streamId } }],
    });
    const requests = [request(good, 'none', 'x'), request(bad, 'none', 'x'), request(other, 'any', 'x')];
    const verdicts = await inTransaction(pool, (client) =>
      store.appendWithin(client, requests.map(withMessage)),
    );
    expect(verdicts.map(({ appended }) => appended)).toEqual([true, false, true]);
    expect(await typesOf(bad)).toEqual(['a']);
    const { rows } = await pool.query<{ key: string }>(
      'SELECT key FROM outbox WHERE topic = $1 ORDER BY id',
      [topic],
    );
    expect(rows.map(({ key }) => key)).toEqual([good, other]);
  });

  it('lets a second request for a stream see what the first did', async () => {
    const id = randomUUID();
    const requests = [request(id, 'none', 'a'), request(id, 1, 'b'), request(id, 1, 'late')];
    const verdicts = await inTransaction(pool, (client) => store.appendWithin(client, requests));
    expect(verdicts).toMatchObject([
      { appended: true, version: 1 },
      { appended: true, version: 2 },
      { appended: false, version: 2 },
    ]);
    expect(await typesOf(id)).toEqual(['a', 'b']);
  });

  it('writes nothing when the transaction it is in rolls back', async () => {
    const id = randomUUID();
    const failing = inTransaction(pool, async (client) => {
      await store.appendWithin(client, [request(id, 'none', 'a')]);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await store.load(id)).toEqual([]);
  });

  it('lets exactly one of many rivals win each version', async () => {
    const id = randomUUID();
    const stores = [store, createEventStore({ pool })];
    await store.append([request(id, 'none', 'start')]);
    for (let version = 1; version <= 5; version += 1) {
      const rivals = Array.from({ length: 8 }, (_, i) =>
        (stores[i % 2] as EventStore).append([request(id, version, `r${i}`)]),
      );
      const verdicts = (await Promise.all(rivals)).flat();
      expect(verdicts.filter(({ appended }) => appended)).toHaveLength(1);
    }
    expect((await store.load(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('answers every one of many callers after its own commit, whatever they have in common', async () => {
    const stores = [store, createEventStore({ pool }), createEventStore({ pool })];
    const ids = Array.from({ length: 10 }, () => randomUUID());
    const calls = Array.from({ length: 300 }, async (_, i) => {
      const id = ids[(i * 7) % ids.length] as string;
      const [verdict] = await (stores[i % 3] as EventStore).append([request(id, 'any', `e${i}`)]);
      const found = (await createEventStore({ pool }).load(id)).find(({ type }) => type === `e${i}`);
      return verdict?.appended === true && found?.version === verdict.version;
    });
    expect((await Promise.all(calls)).every(Boolean)).toBe(true);
    const streams = await store.loadStreams(undefined, ids);
    for (const events of streams.values())
      expect(events.map(({ version }) => version)).toEqual(events.map((_, i) => i + 1));
    expect([...streams.values()].flat()).toHaveLength(300);
  });

  it.each<[string, (request: AppendRequest) => AppendRequest]>([
    ['whose event has no UUID', (r) => ({ ...r, events: [{ ...event('a'), eventId: 'none' }] })],
    ['without events', (r) => ({ ...r, events: [] })],
    ['with a NUL in its stream’s name', (r) => ({ ...r, streamId: 'a\0b' })],
    ['with a name that no index takes', (r) => ({ ...r, streamId: randomBytes(9_000).toString('hex') })],
    ['that expects a version below none', (r) => ({ ...r, expectedVersion: -1 })],
    ['that expects half a version', (r) => ({ ...r, expectedVersion: 0.5 })],
    ['of no time', (r) => ({ ...r, events: [event('a', {}, new Date(NaN))] })],
    ['whose data is no JSON', (r) => ({ ...r, events: [event('a', 1n)] })],
  ])('does not let a request %s fail those that share its commit', async (_what, spoil) => {
    const good = Array.from({ length: 6 }, () => randomUUID());
    const outcomes = await Promise.allSettled([
      ...good.slice(0, 3).map((id) => store.append([request(id, 'none', 'a')])),
      store.append([spoil(request(randomUUID(), 'none', 'a'))]),
      ...good.slice(3).map((id) => store.append([request(id, 'none', 'a')])),
    ]);
    expect(outcomes.map(({ status }) => status[0])).toEqual([...'fffrfff']);
    expect(await store.loadStreams(undefined, good)).toHaveProperty('size', 6);
  });

  it('keeps a NUL inside the data of an event', async () => {
    const id = randomUUID();
    const appending = store.append([{ ...request(id, 'none'), events: [event('a', { note: 'a\0b' })] }]);
    await expect(appending).resolves.toMatchObject([{ appended: true }]);
  });

  it('loads a stream up to a moment without a gap, whatever the clocks said', async () => {
    const id = randomUUID();
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const events = [1, 5, 2, 6].map((second) => event(`e${second}`, {}, at(second)));
    await store.append([{ streamId: id, streamType: 'thing', expectedVersion: 'none', events }]);
    expect((await store.load(id, { at: at(3) })).map(({ type }) => type)).toEqual(['e1']);
    expect((await store.load(id, { at: at(5) })).map(({ type }) => type)).toEqual(['e1', 'e5', 'e2']);
  });

  it('loads to a version and to a moment', async () => {
    const id = randomUUID();
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const events = [1, 2, 3].map((second) => event(`e${second}`, {}, at(second)));
    await store.append([{ streamId: id, streamType: 'thing', expectedVersion: 'none', events }]);
    expect(await store.load(id, { toVersion: 2 })).toHaveLength(2);
    expect(await store.load(id, { at: at(2) })).toHaveLength(2);
    expect(await store.load(id, { at: at(0) })).toHaveLength(0);
  });

  it('upcasts what is read and leaves what is stored', async () => {
    const id = randomUUID();
    await store.append([
      {
        streamId: id,
        streamType: 'thing',
        expectedVersion: 'none',
        events: [event('named', { name: 'Ann Lee' })],
      },
    ]);
    const modern = createEventStore({
      pool,
      upcasters: [
        {
          type: 'named',
          fromSchemaVersion: 1,
          upcast: (data) => ({ names: (data as { name: string }).name.split(' ') }),
        },
        { type: 'named', fromSchemaVersion: 2, upcast: (data) => ({ ...(data as object), title: null }) },
      ],
    });
    expect(await modern.load(id)).toMatchObject([
      { schemaVersion: 3, data: { names: ['Ann', 'Lee'], title: null } },
    ]);
    expect(await store.load(id)).toMatchObject([{ schemaVersion: 1, data: { name: 'Ann Lee' } }]);
  });

  it('runs on a bare Postgres without the outbox', async () => {
    const bare = await freshDatabase('event_store_bare');
    const barePool = createPool({ connectionString: bare.url });
    try {
      await migrate({ pool: barePool, modules: [eventStoreMigrations] });
      const verdicts = await createEventStore({ pool: barePool }).append([request('s', 'none', 'a')]);
      expect(verdicts).toMatchObject([{ appended: true, version: 1 }]);
    } finally {
      await barePool.end();
      await bare.drop();
    }
  });
});
