import { createMessaging, type Consumer, type Messaging, type OutgoingRecord } from '@ordersaga/messaging';
import { appendToOutbox, createRelay, outboxMigrations, type Relay } from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, freshPrefix, stack, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  carryOut,
  openSources,
  select,
  stopsAmong,
  type Decision,
  type LetterSource,
  type LetteredSystem,
  type OpenSources,
  type Result,
  type Selection,
} from '../src';

const within = { within: 30_000 };

describe('deciding about the dead letters of a system', () => {
  const prefix = freshPrefix('deciding');
  const topic = `${prefix}orders`;
  let database: TestDatabase;
  let pool: Pool;
  let messaging: Messaging;
  let system: LetteredSystem;
  let open: OpenSources | undefined;
  let consumer: Consumer | undefined;
  let relay: Relay | undefined;
  let isBad: (value: string) => boolean;
  let seen: string[];

  beforeAll(async () => {
    database = await freshDatabase('deciding');
    await migrate({ connectionString: database.url, modules: [outboxMigrations] });
    pool = createPool({ connectionString: database.url });
    const brokers = stack().kafka.split(',');
    messaging = createMessaging({
      brokers,
      clientId: 'test',
      tuning: { lettersEveryMs: 200, longPollMs: 200 },
    });
    await messaging.ensureTopics([
      { topic },
      { topic: `${prefix}shop.dead-letter` },
      { topic: `${prefix}idle.dead-letter` },
    ]);
    system = { outboxes: [{ name: 'order', url: database.url }], kafka: { brokers }, prefix };
  });
  afterAll(async () => {
    await messaging.close();
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    seen = [];
    isBad = (value) => value.startsWith('bad');
  });
  afterEach(async () => {
    await open?.close();
    await consumer?.stop();
    await relay?.stop();
    open = consumer = relay = undefined;
  });

  const sourceOf = async (selection: Selection): Promise<LetterSource> => {
    open = await openSources(system, selection);
    return open.sources[0]!;
  };
  const stopsOf = async (source: LetterSource, selection: Selection = {}) =>
    select(stopsAmong(await source.list()), selection, prefix);
  const decide = async (
    source: LetterSource,
    decision: Decision,
    selection: Selection,
    { withParked = false, waitMs = 30_000 } = {},
  ): Promise<Partial<Result>[]> => {
    const stops = await stopsOf(source, selection);
    const results = await carryOut(source, { decision, stops, withParked, waitMs }, () => undefined);
    return results.map(({ outcome, followed, behind }) => ({ outcome, followed, behind }));
  };

  describe('of a consumer group', () => {
    const start = async (): Promise<void> => {
      consumer = messaging.consumer({
        ...{ groupId: `${prefix}shop`, topics: [topic], deadLetterTopic: `${prefix}shop.dead-letter` },
        decode: ({ value }) => value?.toString() ?? '',
        handle: (values) =>
          values.some((value) => isBad(value))
            ? Promise.reject(new Error('no'))
            : Promise.resolve(void seen.push(...values)),
        retry: { attempts: 2, firstPauseMs: 1 },
      });
      await consumer.start();
    };
    const publish = (key: string, ...values: string[]): Promise<void> => {
      const records: OutgoingRecord[] = values.map((value) => ({ topic, key, headers: { h: 'v' }, value }));
      return messaging.publisher().publish(records);
    };
    const parked = (source: LetterSource, key: string, count: number) =>
      eventually(async () => expect((await stopsOf(source, { key }))[0]?.behind).toHaveLength(count), within);

    it('replays and says what followed, and what failed again', async () => {
      const source = await sourceOf({ group: 'shop' });
      await start();
      await publish('a', 'bad 1', '2', 'bad 3', '4');
      await parked(source, 'a', 3);
      const [stop] = await stopsOf(source, { key: 'a' });
      expect(await source.read(stop!.letter)).toEqual({ headers: { h: 'v' }, payload: Buffer.from('bad 1') });
      expect(await decide(source, 'replay', { key: 'a' })).toEqual([
        { outcome: 'failed', followed: 0, behind: 3 },
      ]);
      isBad = (value) => value === 'bad 3';
      expect(await decide(source, 'replay', { key: 'a' })).toEqual([
        { outcome: 'replayed', followed: 1, behind: 2 },
      ]);
      expect(await decide(source, 'discard', { key: 'a' })).toEqual([
        { outcome: 'discarded', followed: 1, behind: 0 },
      ]);
      expect(seen).toEqual(['bad 1', '2', '4']);
    });

    it('discards what is parked behind, too, when told so', async () => {
      const source = await sourceOf({ group: 'shop' });
      await start();
      await publish('b', 'bad 1', '2', '3');
      await parked(source, 'b', 2);
      const discarded = await decide(source, 'discard', { key: 'b' }, { withParked: true });
      expect(discarded).toEqual([{ outcome: 'discarded', followed: 2, behind: 0 }]);
      await publish('b', '4');
      await eventually(() => expect(seen).toEqual(['4']), within);
    });

    it('says that a decision waits while nobody runs who could carry it out, and that it stands', async () => {
      const source = await sourceOf({ group: 'shop' });
      await start();
      await publish('c', 'bad 1', '2');
      await parked(source, 'c', 1);
      await consumer?.stop();
      isBad = () => false;
      expect(await decide(source, 'replay', { key: 'c' }, { waitMs: 0 })).toMatchObject([
        { outcome: 'waiting' },
      ]);
      expect((await stopsOf(source, { key: 'c' }))[0]?.letter).toMatchObject({
        decision: 'replay',
        waitsFor: 'process',
      });
      await start();
      expect(await decide(source, 'replay', { key: 'c' })).toEqual([
        { outcome: 'replayed', followed: 1, behind: 0 },
      ]);
      expect(seen).toEqual(['bad 1', '2']);
    });

    it('is not asked for one there is not', async () => {
      await expect(openSources(system, { group: 'shops' })).rejects.toThrow(
        'there is no consumer group shops with dead letters: there are idle, shop',
      );
      const source = await sourceOf({ group: 'idle' });
      expect(await source.list()).toEqual([]);
    });
  });

  describe('of an outbox', () => {
    const start = async (): Promise<void> => {
      relay = createRelay({
        outbox: { name: 'order', connectionString: database.url },
        publisher: messaging.publisher(),
        owner: 'test',
        pollMs: 50,
      });
      await relay.start();
    };
    const append = (key: string, ...payloads: unknown[]): Promise<void> =>
      appendToOutbox(
        pool,
        payloads.map((payload, n) => ({
          messageId: `${key}-${n}`,
          topic,
          key,
          headers: { h: key },
          payload,
        })),
      );
    const tooLarge = 'x'.repeat(2_000_000);

    it('replays, tells what is refused again, and discards', async () => {
      const source = await sourceOf({ outbox: 'order' });
      await start();
      await append('o', tooLarge, 'second', 'third');
      await eventually(async () => expect(await source.list()).toHaveLength(3), within);
      const [stop] = await stopsOf(source);
      expect(stop).toMatchObject({ letter: { reason: 'refused', key: 'o', waitsFor: 'decision' } });
      expect(stop?.behind.map(({ waitsFor }) => waitsFor)).toEqual(['key', 'key']);
      const { headers, payload } = await source.read(stop!.letter);
      expect([headers, payload?.length]).toEqual([{ h: 'o' }, tooLarge.length + 2]);
      expect(await decide(source, 'replay', { key: 'o' })).toEqual([
        { outcome: 'failed', followed: 0, behind: 2 },
      ]);
      expect(await decide(source, 'discard', { id: stop!.letter.id })).toEqual([
        { outcome: 'discarded', followed: 2, behind: 0 },
      ]);
      expect(await source.list()).toEqual([]);
      expect(await source.read(stop!.letter)).toEqual({ headers: {}, payload: undefined });
    });

    it('waits for a relay', async () => {
      const source = await sourceOf({ outbox: 'order' });
      await start();
      await append('p', tooLarge, 'second');
      await eventually(async () => expect(await source.list()).toHaveLength(2), within);
      await relay?.stop();
      expect(await decide(source, 'discard', {}, { waitMs: 600 })).toEqual([
        { outcome: 'waiting', followed: 0, behind: 1 },
      ]);
      await start();
      expect(await decide(source, 'discard', {})).toEqual([{ outcome: 'discarded', followed: 1, behind: 0 }]);
    });

    it('that is away, or is not one of the system, is told', async () => {
      await expect(openSources(system, { outbox: 'orders' })).rejects.toThrow('there are order');
      const away = { ...system, outboxes: [{ name: 'order', url: 'postgres://u:secret@127.0.0.1:1/x' }] };
      open = await openSources(away, { outbox: 'order' });
      await expect(open.sources[0]?.list()).rejects.toThrow(
        /^outbox order: cannot connect to Postgres: .*ECONNREFUSED 127\.0\.0\.1:1$/,
      );
    });
  });
});
