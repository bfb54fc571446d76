import { eventually, freshPrefix } from '@ordersaga/test-kit';
import {
  deadLetterHeader,
  RecordRefusedError,
  type Consumer,
  type ConsumerOptions,
  type Messaging,
  type ReceivedRecord,
} from '../src';

/** A message of the suite: its key, and its number in that key's order. */
export interface Note {
  readonly key: string;
  readonly n: number;
}

const quick = { attempts: 3, firstPauseMs: 5, longestPauseMs: 20 };

/** What every adapter of the messaging port promises, whatever broker is behind it. */
export function describeConformance(adapter: string, makeMessaging: () => Messaging): void {
  describe(`messaging on ${adapter}`, () => {
    let messaging: Messaging;
    let prefix: string;
    let topic: string;
    let deadLetterTopic: string;

    beforeEach(async () => {
      messaging = makeMessaging();
      prefix = freshPrefix('conform');
      topic = `${prefix}notes`;
      deadLetterTopic = `${prefix}group.dead-letter`;
      await messaging.ensureTopics([
        { topic, partitions: 3 },
        { topic: deadLetterTopic, partitions: 1 },
      ]);
    });

    afterEach(() => messaging.close());

    function consumer(
      options: Partial<ConsumerOptions<Note>> & Pick<ConsumerOptions<Note>, 'handle'>,
    ): Consumer {
      const groupId = `${prefix}group`;
      return messaging.consumer({
        groupId,
        topics: [topic],
        deadLetterTopic,
        decode: readNote,
        retry: quick,
        ...options,
      });
    }

    async function publish(...notes: readonly Note[]): Promise<void> {
      await messaging.publisher().publish(notes.map((note) => ({ topic, ...noteRecord(note) })));
    }

    async function letters(atLeast: number): Promise<ReceivedRecord[]> {
      const found: ReceivedRecord[] = [];
      const reader = messaging.consumer({
        groupId: freshPrefix(`${prefix}letters`),
        topics: [deadLetterTopic],
        deadLetterTopic,
        decode: (record) => record,
        handle: (records) => Promise.resolve(void found.push(...records)),
      });
      await reader.start();
      await eventually(() => expect(found.length).toBeGreaterThanOrEqual(atLeast));
      await reader.stop();
      return found;
    }

    it('gives every message of a key in its order, in batches of one partition', async () => {
      const notes = manyNotes(7, 30);
      const seen: Note[] = [];
      await publish(...notes);
      await consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen).toHaveLength(notes.length));
      for (const key of keysOf(notes)) expect(numbersOf(seen, key)).toEqual(numbersOf(notes, key));
    });

    it('keeps the order of keys while handlers fail now and then', async () => {
      const notes = manyNotes(5, 20);
      const seen: Note[] = [];
      let calls = 0;
      const handle = (batch: readonly Note[]) => {
        calls += 1;
        if (calls % 2 === 0) return Promise.reject(new Error('now and then'));
        return Promise.resolve(void seen.push(...batch));
      };
      await publish(...notes);
      await consumer({ handle, maxBatchSize: 4, concurrency: 1, retry: { ...quick, attempts: 10 } }).start();
      await eventually(() => expect(seen).toHaveLength(notes.length));
      for (const key of keysOf(notes)) expect(numbersOf(seen, key)).toEqual(numbersOf(notes, key));
    });

    it('gives no more than the batch size at once', async () => {
      const sizes: number[] = [];
      await publish(...manyNotes(1, 25));
      const handle = (batch: readonly Note[]) => Promise.resolve(void sizes.push(batch.length));
      await consumer({ handle, maxBatchSize: 10 }).start();
      await eventually(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(25));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    it('tries a failed message again until it succeeds, and sends nothing to the dead letters', async () => {
      const seen: Note[] = [];
      const events: string[] = [];
      let failures = 2;
      await publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ n }) => n === 1) && batch.length === 1 && failures-- > 0)
          return Promise.reject(new Error('not yet'));
        if (batch.length > 1) return Promise.reject(new Error('one by one, please'));
        return Promise.resolve(void seen.push(...batch));
      };
      await consumer({ handle, onEvent: ({ type }) => events.push(type) }).start();
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
      expect(events).not.toContain('dead-letter');
    });

    it('gives a message up after its last attempt; it costs only itself and the later ones of its key', async () => {
      const seen: Note[] = [];
      await publish({ key: 'a', n: 1 }, { key: 'bad', n: 1 }, { key: 'bad', n: 2 }, { key: 'b', n: 1 });
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ key, n }) => key === 'bad' && n === 1))
          return Promise.reject(new CodedError('no good'));
        return Promise.resolve(void seen.push(...batch));
      };
      const it = consumer({ handle });
      await it.start();
      await eventually(() => expect(seen.map(({ key }) => key).sort()).toEqual(['a', 'b']));
      const [failed, behind] = await letters(2);
      expect(failed).toMatchObject({ key: 'bad', headers: { custom: 'header of bad' } });
      expect(failed?.value?.toString()).toBe('{"n":1}');
      expect(failed?.headers).toMatchObject({
        [deadLetterHeader.reason]: 'failed',
        [deadLetterHeader.error]: 'CodedError: no good',
        [deadLetterHeader.errorCode]: 'no-good',
        [deadLetterHeader.topic]: topic,
        [deadLetterHeader.group]: `${prefix}group`,
        [deadLetterHeader.attempts]: '3',
      });
      expect(failed?.headers[deadLetterHeader.partition]).toMatch(/^[0-2]$/);
      expect(failed?.headers[deadLetterHeader.offset]).toMatch(/^\d+$/);
      expect(behind?.headers[deadLetterHeader.reason]).toBe('parked-behind');
      expect(behind?.value?.toString()).toBe('{"n":2}');
      expect(it.health()).toEqual({ ok: true });
    });

    it('keeps a key parked for messages that come later, also after a restart', async () => {
      const seen: Note[] = [];
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ key, n }) => key === 'bad' && n === 1)) return Promise.reject(new Error('no good'));
        return Promise.resolve(void seen.push(...batch));
      };
      const first = consumer({ handle });
      await first.start();
      await publish({ key: 'bad', n: 1 });
      await letters(1);
      await publish({ key: 'bad', n: 2 });
      await letters(2);
      await first.stop();
      await consumer({ handle }).start();
      await publish({ key: 'bad', n: 3 }, { key: 'good', n: 1 });
      expect((await letters(3)).map(({ value }) => value?.toString())).toEqual([
        '{"n":1}',
        '{"n":2}',
        '{"n":3}',
      ]);
      await eventually(() => expect(seen).toEqual([{ key: 'good', n: 1 }]));
    });

    it('sends what it cannot read to the dead letters at once; the rest goes on, its key too', async () => {
      const seen: Note[] = [];
      await messaging.publisher().publish([
        { topic, key: 'a', headers: {}, value: 'not JSON' },
        { topic, key: 'a', headers: {}, value: null },
        { topic, ...noteRecord({ key: 'a', n: 3 }) },
      ]);
      const calls: number[] = [];
      const handle = (batch: readonly Note[]) => {
        calls.push(batch.length);
        return Promise.resolve(void seen.push(...batch));
      };
      await consumer({ handle }).start();
      await eventually(() => expect(seen).toEqual([{ key: 'a', n: 3 }]));
      const found = await letters(2);
      expect(found.map(({ headers }) => headers[deadLetterHeader.reason])).toEqual([
        'unreadable',
        'unreadable',
      ]);
      expect(found.map(({ value }) => value?.toString() ?? null)).toEqual(['not JSON', null]);
      expect(calls).toEqual([1]);
    });

    it('skips messages that are not for it', async () => {
      const seen: Note[] = [];
      await publish(...manyNotes(1, 10));
      const decode = (record: ReceivedRecord) => {
        const note = readNote(record);
        return note.n % 2 === 0 ? note : undefined;
      };
      await consumer({ decode, handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen.map(({ n }) => n)).toEqual([2, 4, 6, 8, 10]));
    });

    it('waits for a store that is away without counting attempts, and says so', async () => {
      const seen: Note[] = [];
      let away = true;
      let tries = 0;
      const handle = (batch: readonly Note[]) => {
        tries += 1;
        if (away) return Promise.reject(new StoreAwayError());
        return Promise.resolve(void seen.push(...batch));
      };
      const isUnavailable = (error: unknown) => error instanceof StoreAwayError;
      const it = consumer({ handle, isUnavailable, retry: { attempts: 1 } });
      await it.start();
      await publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await eventually(() => expect(tries).toBeGreaterThan(2));
      expect(it.health()).toMatchObject({
        ok: false,
        detail: expect.stringContaining('store-unavailable') as string,
      });
      away = false;
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
      await eventually(() => expect(it.health()).toEqual({ ok: true }));
    });

    it('stops promptly while it waits for its store, and resumes at the same place', async () => {
      const handle = () => Promise.reject(new StoreAwayError());
      let waits = 0;
      const onEvent = ({ type }: { type: string }) => (waits += type === 'waiting' ? 1 : 0);
      const first = consumer({ handle, isUnavailable: () => true, onEvent });
      await first.start();
      await publish({ key: 'a', n: 1 });
      await eventually(() => expect(waits).toBeGreaterThan(0));
      const started = performance.now();
      await first.stop();
      expect(performance.now() - started).toBeLessThan(2000);
      const seen: Note[] = [];
      await consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen).toEqual([{ key: 'a', n: 1 }]));
    });

    it('finishes what is in hand when it stops, and starts again behind it', async () => {
      const seen: Note[] = [];
      let finish!: () => void;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      let started = false;
      const slow = async (batch: readonly Note[]) => {
        started = true;
        await finished;
        seen.push(...batch);
      };
      const first = consumer({ handle: slow });
      await first.start();
      await publish({ key: 'a', n: 1 });
      await eventually(() => expect(started).toBe(true));
      const stopped = first.stop();
      finish();
      await stopped;
      expect(seen).toEqual([{ key: 'a', n: 1 }]);
      await publish({ key: 'a', n: 2 });
      await consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
    });

    it('spreads a group over its members, and loses nothing when one leaves', async () => {
      const seen: Note[] = [];
      const handle = (batch: readonly Note[]) => Promise.resolve(void seen.push(...batch));
      const partitions = [0, 0];
      const members = partitions.map((_, index) =>
        consumer({
          handle,
          onEvent: (event) => {
            if (event.type === 'joined') partitions[index] = Object.values(event.partitions).flat().length;
          },
        }),
      );
      await Promise.all(members.map((member) => member.start()));
      if (adapter !== 'memory') await eventually(() => expect(partitions.toSorted()).toEqual([1, 2]));
      const notes = manyNotes(10, 20);
      await publish(...notes.slice(0, 100));
      await members[0]?.stop();
      await publish(...notes.slice(100));
      await eventually(() => {
        for (const key of keysOf(notes))
          expect([...new Set(numbersOf(seen, key))]).toEqual(numbersOf(notes, key));
      });
    });

    it('refuses a record for a topic that does not exist, naming it, after those before it', async () => {
      const good = { topic, ...noteRecord({ key: 'a', n: 1 }) };
      const bad = { ...good, topic: `${prefix}nowhere` };
      const error = await messaging
        .publisher()
        .publish([good, bad, good])
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(RecordRefusedError);
      expect(error).toMatchObject({ code: 'record-refused', reason: 'unknown-topic', index: 1, record: bad });
    });

    it('provisions topics again without complaint', async () => {
      await Promise.all([1, 2, 3].map(() => messaging.ensureTopics([{ topic }, { topic: `${prefix}new` }])));
    });

    it('answers a readiness check', async () => {
      await expect(messaging.check()).resolves.toBeUndefined();
    });
  });
}

class StoreAwayError extends Error {}

class CodedError extends Error {
  readonly code = 'no-good';
  override readonly name = 'CodedError';
}

function noteRecord({ key, n }: Note) {
  return { key, headers: { custom: `header of ${key}` }, value: JSON.stringify({ n }) };
}

function readNote({ key, value }: ReceivedRecord): Note {
  const { n } = JSON.parse(value!.toString()) as { n: number };
  return { key: key!, n };
}

function manyNotes(keys: number, each: number): Note[] {
  return Array.from({ length: keys * each }, (_, i) => ({
    key: `key-${i % keys}`,
    n: Math.floor(i / keys) + 1,
  }));
}

function keysOf(notes: readonly Note[]): string[] {
  return [...new Set(notes.map(({ key }) => key))];
}

function numbersOf(notes: readonly Note[], of: string): number[] {
  return notes.filter(({ key }) => key === of).map(({ n }) => n);
}
