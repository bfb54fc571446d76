import { eventually, stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { deadLetterHeader } from '../src';
import { keysOf, manyNotes, numbersOf, type Note } from './conformance/notes';
import { Room } from './conformance/room';
import { kafkaMessaging, Told } from './kafka-room';

jest.setTimeout(90_000);

const within = { within: 60_000 };

describe('dead letters on Kafka', () => {
  const tuning = { lettersEveryMs: 200, longPollMs: 300, heartbeatMs: 300 };
  const room = new Room(() => kafkaMessaging({ tuning }));
  let seen: Note[];
  let failing: boolean;
  const handle = (batch: readonly Note[]) =>
    failing ? Promise.reject(new Error('no')) : Promise.resolve(void seen.push(...batch));
  const desk = () => room.messaging.deadLetters(room.deadLetterTopic);

  beforeEach(async () => {
    await room.open();
    seen = [];
    failing = true;
  });
  afterEach(() => room.close());

  it('are replayed in the order of their keys while members come and go', async () => {
    const notes = manyNotes(9, 12);
    const first = room.consumer({ handle });
    await first.start();
    await room.publish(...notes);
    const letters = desk();
    await eventually(async () => expect(await letters.list()).toHaveLength(notes.length), within);
    failing = false;
    const slowly = async (batch: readonly Note[]) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(...batch);
    };
    const second = room.consumer({ handle: slowly, maxBatchSize: 1 });
    await Promise.all([letters.decide(await letters.list(), 'replay'), second.start()]);
    await room.publish(...keysOf(notes).map((key) => ({ key, n: 13 })));
    await first.stop();
    await room.consumer({ handle }).start();
    await eventually(async () => expect(await letters.list()).toEqual([]), within);
    await eventually(() => {
      for (const key of keysOf(notes))
        expect([...new Set(numbersOf(seen, key))]).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    }, within);
  });

  it('too large for their topic are replayed from where they came, as long as that has them', async () => {
    const deadLetterTopic = `${room.prefix}narrow`;
    const config = { 'max.message.bytes': '2000' };
    await room.messaging.ensureTopics([{ topic: deadLetterTopic, partitions: 2, config }]);
    const told = new Told();
    const values: string[] = [];
    const consumer = room.messaging.consumer({
      ...{ groupId: room.groupId, topics: [room.topic], deadLetterTopic, onEvent: told.listen },
      decode: ({ value }) => value?.toString() ?? '',
      handle: (batch) =>
        failing ? Promise.reject(new Error('no')) : Promise.resolve(void values.push(...batch)),
      retry: { attempts: 1 },
    });
    await consumer.start();
    const large = 'x'.repeat(20_000);
    const record = { topic: room.topic, key: 'a', headers: { custom: 'header' } };
    await room.messaging.publisher().publish([
      { ...record, value: large },
      { ...record, value: 'small' },
    ]);
    const letters = room.messaging.deadLetters(deadLetterTopic);
    await eventually(async () => expect(await letters.list()).toHaveLength(2), within);
    const [head] = await letters.list();
    const message = await letters.read(head!);
    expect([message?.value?.toString(), message?.headers]).toEqual([large, { custom: 'header' }]);
    failing = false;
    await letters.decide([head!], 'replay');
    await eventually(() => expect(values).toEqual([large, 'small']), within);
    await eventually(() =>
      expect(told.of('settled').map(({ outcome }) => outcome)).toEqual(['replayed', 'replayed']),
    );
    await eventually(() => expect(told.of('parked').at(-1)).toMatchObject({ keys: 0, letters: 0 }));
  });

  it('of messages without a key are decided about one by one', async () => {
    await room.consumer({ handle }).start();
    const record = { topic: room.topic, key: null, headers: {} };
    await room.messaging
      .publisher()
      .publish([1, 2, 3, 4].map((n) => ({ ...record, value: JSON.stringify({ n }), partition: 1 })));
    const letters = desk();
    await eventually(async () => expect(await letters.list()).toHaveLength(4), within);
    failing = false;
    const [, second, , fourth] = await letters.list();
    await letters.decide([second!], 'discard');
    await letters.decide([fourth!], 'replay');
    await eventually(() => expect(seen.map(({ n }) => n)).toEqual([4]), within);
    await eventually(async () =>
      expect((await letters.list()).map(({ reason }) => reason)).toEqual(['failed', 'failed']),
    );
  });

  it('are decided about where they stand, also once their topic has more partitions', async () => {
    await room.consumer({ handle }).start();
    await room.publish(...manyNotes(5, 2));
    const letters = desk();
    await eventually(async () => expect(await letters.list()).toHaveLength(10), within);
    const admin = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.createPartitions({ topicPartitions: [{ topic: room.deadLetterTopic, count: 4 }] });
    await admin.disconnect();
    failing = false;
    await letters.decide(
      (await letters.list()).filter(({ reason }) => reason === 'failed'),
      'replay',
    );
    await eventually(async () => expect(await letters.list()).toEqual([]), within);
    for (const key of keysOf(manyNotes(5, 2))) expect(numbersOf(seen, key)).toEqual([1, 2]);
    const records = await room.letters(10);
    expect(new Set(records.map(({ headers }) => headers[deadLetterHeader.reason]))).toContain('failed');
  });
});
