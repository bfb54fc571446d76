import { eventually, freshPrefix } from '@ordersaga/test-kit';
import { BrokerUnavailableError, type Messaging, type Publisher } from '../src';
import { CuttableNetwork } from './cuttable-network';
import { kafkaMessaging } from './kafka-room';

jest.setTimeout(90_000);

describe('a send whose answer does not come', () => {
  let network: CuttableNetwork;
  let messaging: Messaging;
  let besides: Messaging;
  let publisher: Publisher;
  let topic: string;
  let stored: string[];

  beforeEach(async () => {
    network = new CuttableNetwork();
    const connection = { socketFactory: network.socketFactory, requestTimeout: 1_000 };
    messaging = kafkaMessaging({ connection });
    besides = kafkaMessaging();
    topic = `${freshPrefix('ambiguous')}records`;
    await besides.ensureTopics([{ topic, partitions: 1 }]);
    stored = [];
    publisher = messaging.publisher();
    await publish('1');
    network.silence();
    await expect(publish('2')).rejects.toBeInstanceOf(BrokerUnavailableError);
  });

  afterEach(async () => {
    network.mend();
    await messaging.close();
    await besides.close();
  });

  const publish = (key: string) => publisher.publish([{ topic, key, headers: {}, value: '' }]);

  async function readAll(): Promise<void> {
    const reader = besides.consumer({
      groupId: freshPrefix('reader'),
      topics: [topic],
      deadLetterTopic: topic,
      decode: ({ key }) => ({ key: key! }),
      handle: (records) => Promise.resolve(void stored.push(...records.map(({ key }) => key))),
    });
    await reader.start();
  }

  it('may be stored; what is sent next is not taken for it, and so lost', async () => {
    await readAll();
    await eventually(() => expect(stored).toEqual(['1', '2']));
    network.mend();
    await publish('3');
    await eventually(() => expect(stored).toEqual(['1', '2', '3']));
  });

  it('leaves no connection on which it could arrive later', async () => {
    await eventually(() => expect(network.connections).toBe(0));
  });
});
