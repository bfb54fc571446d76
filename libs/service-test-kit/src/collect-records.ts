import type { Messaging, ReceivedRecord } from '@ordersaga/messaging';
import { freshPrefix } from '@ordersaga/test-kit';

/** Everything on a topic from its beginning on, growing as it comes. Resolves once the topic is being read. */
export async function collectRecords(messaging: Messaging, topic: string): Promise<ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  const consumer = messaging.consumer<ReceivedRecord>({
    groupId: freshPrefix(`${topic}-collected`),
    topics: [topic],
    // Needed by name only: nothing fails here.
    deadLetterTopic: topic,
    decode: (record) => record,
    handle: async (batch) => void records.push(...batch),
  });
  await consumer.start();
  return records;
}
