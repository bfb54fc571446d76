import { createMessaging, deadLetterHeader, type Messaging } from '@ordersaga/messaging';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { consumers } from '../src/consumers';
import { findDeadLetters } from '../src/statements/dead-letters';
import { TopicReader } from '../src/topic-reader';

describe('dead letters on a Kafka that others use as well', () => {
  const prefix = freshPrefix('audited');
  const brokers = stack().kafka;
  let messaging: Messaging;
  let reader: TopicReader;

  beforeAll(async () => {
    messaging = createMessaging({ brokers: brokers.split(','), clientId: 'test' });
    reader = new TopicReader({ brokers });
    await reader.connect();
  });
  afterAll(async () => {
    await reader?.disconnect();
    await messaging?.close();
  });

  /** As a consumer leaves one behind. */
  const setAside = async (group: string): Promise<void> => {
    const topic = `${group}.dead-letter`;
    await messaging.ensureTopics([{ topic, partitions: 1 }]);
    const headers = {
      [deadLetterHeader.topic]: `${prefix}somewhere`,
      [deadLetterHeader.partition]: '0',
      [deadLetterHeader.offset]: '7',
      [deadLetterHeader.reason]: 'failed',
    };
    await messaging.publisher().publish([{ topic, key: 'a', headers, value: 'x' }]);
  };
  const told = async (): Promise<string[]> =>
    (await findDeadLetters(reader, prefix)).map(({ what }) => what).sort();

  it('tells those of the system, group by group, and no others', async () => {
    // What begins as the system's names do, ends as they do, or has one in it is still somebody else's.
    for (const group of ['billing', 'stock-keeper', 'old.stock', 'stock.dead-letter'])
      await setAside(prefix + group);
    expect(await told()).toEqual([]);
    for (const { group } of consumers) await setAside(prefix + group);
    expect(await told()).toEqual(
      consumers.map(({ group }) => `${prefix}${group}.dead-letter: 1 dead letters`).sort(),
    );
  });
});
