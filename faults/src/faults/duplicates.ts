import { topics } from '@ordersaga/contracts';
import { createMessaging, silentLogger, type ReceivedRecord } from '@ordersaga/messaging';
import type { Injection } from './injection';

const share = 0.1;
const group = 'faults-duplicates';

/**
 * A tenth of all messages comes a second time, as it was: those that are on the topics already, and those that come
 * while it lasts.
 */
export const duplicates: Injection = async (_target, { system, random, tell }) => {
  const messaging = createMessaging({
    brokers: system.backing.kafka.split(','),
    clientId: group,
    logger: silentLogger,
  });
  const groupId = `${group}-${random.upTo(2 ** 31)}`;
  const deadLetterTopic = `${groupId}.dead-letter`;
  await messaging.ensureTopics([{ topic: deadLetterTopic, partitions: 1 }]);
  const publisher = messaging.publisher();
  let count = 0;
  const consumer = messaging.consumer<ReceivedRecord>({
    groupId,
    topics: Object.values(topics),
    deadLetterTopic,
    decode: (record) => (random.chance(share) ? record : undefined),
    handle: async (records) => {
      await publisher.publish(records);
      count += records.length;
    },
    isUnavailable: () => true,
  });
  void consumer.start();
  return async () => {
    await messaging.close();
    tell(`${count} messages have come a second time`);
  };
};
