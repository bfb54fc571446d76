import { eventually, freshPrefix } from '@ordersaga/test-kit';
import { BrokerUnavailableError, deadLetterHeader, TopicsNotReadyError, type Messaging } from '../src';
import { Room } from './conformance/room';
import { CuttableNetwork } from './cuttable-network';
import { kafkaMessaging, Told } from './kafka-room';

jest.setTimeout(60_000);

const tooMuch = 1_200_000;

describe('publishing to Kafka', () => {
  let network: CuttableNetwork;
  let messaging: Messaging;
  let topic: string;
  let deadLetterTopic: string;

  beforeEach(async () => {
    network = new CuttableNetwork();
    messaging = kafkaMessaging({ connection: { socketFactory: network.socketFactory } });
    topic = `${freshPrefix('publish')}records`;
    deadLetterTopic = `${topic}.dead-letter`;
    await messaging.ensureTopics([
      { topic, partitions: 1, config: { 'max.message.bytes': '2000000' } },
      { topic: deadLetterTopic, partitions: 1 },
    ]);
  });

  afterEach(async () => {
    network.mend();
    await messaging.close();
  });

  async function published(atLeast: number): Promise<(string | null)[]> {
    const keys: (string | null)[] = [];
    const reader = messaging.consumer({
      groupId: freshPrefix('reader'),
      topics: [topic],
      deadLetterTopic,
      decode: ({ key }) => ({ key }),
      handle: (records) => Promise.resolve(void keys.push(...records.map(({ key }) => key))),
    });
    await reader.start();
    await eventually(() => expect(keys.length).toBeGreaterThanOrEqual(atLeast));
    await reader.stop();
    return keys;
  }

  const record = (key: string, size = 1) => ({ topic, key, headers: {}, value: 'x'.repeat(size) });

  it('sends in order what is larger together than one batch may be', async () => {
    const records = Array.from({ length: 12 }, (_, i) => record(`key-${i}`, 300_000));
    const publisher = messaging.publisher();
    await publisher.connect();
    await publisher.publish([record('first')]);
    const { made } = network;
    await publisher.publish(records);
    expect(network.made).toBe(made); // after a refusal there would be a new producer
    expect(await published(13)).toEqual(['first', ...records.map(({ key }) => key)]);
  });

  it('names the record that is too large, has sent those before it and none behind it', async () => {
    const records = [record('a'), record('b', 2 * tooMuch), record('c')];
    await expect(messaging.publisher().publish(records)).rejects.toMatchObject({
      code: 'record-refused',
      reason: 'too-large',
      index: 1,
      record: records[1],
    });
    const after = record('after');
    await messaging.publisher().publish([after]);
    const keys = await published(2);
    expect(new Set(keys)).toEqual(new Set(['a', 'after']));
  });

  it('says within bounds that the broker is away, and publishes in order once it is back', async () => {
    const publisher = messaging.publisher();
    await publisher.publish([record('1')]);
    network.cut();
    const started = performance.now();
    await expect(publisher.publish([record('2')])).rejects.toBeInstanceOf(BrokerUnavailableError);
    expect(performance.now() - started).toBeLessThan(15_000);
    await expect(messaging.check()).rejects.toMatchObject({ code: 'broker-unavailable' });
    network.mend();
    await publisher.publish([record('2')]);
    await publisher.publish([record('3')]);
    const keys = await published(3);
    expect([...new Set(keys)]).toEqual(['1', '2', '3']);
    await messaging.check();
  });

  it('is disconnected soon, though the broker hangs with a send in flight and others behind it', async () => {
    const publisher = messaging.publisher();
    await publisher.publish([record('1')]);
    network.silence();
    const failed = Promise.allSettled(['2', '3'].map((key) => publisher.publish([record(key)])));
    const started = performance.now();
    await publisher.disconnect();
    expect(performance.now() - started).toBeLessThan(9_000);
    for (const { status } of await failed) expect(status).toBe('rejected');
    await expect(publisher.publish([record('4')])).rejects.toBeInstanceOf(BrokerUnavailableError);
  });

  it('keeps the order of calls made at once', async () => {
    const publisher = messaging.publisher();
    const keys = Array.from({ length: 50 }, (_, i) => `key-${i}`);
    await Promise.all(keys.map((key) => publisher.publish([record(key)])));
    expect(await published(50)).toEqual(keys);
  });

  it('says which topics are not ready when no broker comes up in time', async () => {
    network.cut();
    const provisioning = messaging.ensureTopics([{ topic: 'some-topic' }], { deadlineMs: 700 });
    await expect(provisioning).rejects.toBeInstanceOf(TopicsNotReadyError);
    await expect(provisioning).rejects.toThrow(/within 700 ms: some-topic/);
  });

  it('gives up at once on topics that no broker would ever make', async () => {
    const started = performance.now();
    const topics = [{ topic: `${topic}.wide`, replicationFactor: 99 }];
    await expect(messaging.ensureTopics(topics)).rejects.toMatchObject({ code: 'topics-not-ready' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('waits for the broker when topics are wanted before it is up', async () => {
    network.cut();
    const provisioning = messaging.ensureTopics([{ topic: `${topic}.late` }]);
    await expect(messaging.check()).rejects.toBeInstanceOf(BrokerUnavailableError);
    network.mend();
    await provisioning;
  });

  it('leaves the value out of a dead letter that would be too large with it', async () => {
    const told = new Told();
    const reader = messaging.consumer({
      groupId: `${topic}.group`,
      topics: [topic],
      deadLetterTopic,
      decode: () => {
        throw new Error('unreadable');
      },
      handle: () => Promise.resolve(),
      onEvent: told.listen,
    });
    await messaging.publisher().publish([record('large', tooMuch)]);
    await reader.start();
    await eventually(() => expect(told.of('dead-letter')).toHaveLength(1));
    const room = Object.assign(new Room(() => messaging), { messaging, prefix: freshPrefix('letters') });
    Object.defineProperty(room, 'deadLetterTopic', { value: deadLetterTopic });
    const [letter] = await room.letters(1);
    expect(letter).toMatchObject({ key: 'large', value: null });
    expect(letter?.headers).toMatchObject({
      [deadLetterHeader.valueLeftOut]: `${tooMuch} bytes`,
      [deadLetterHeader.topic]: topic,
      [deadLetterHeader.offset]: '0',
    });
  });
});
