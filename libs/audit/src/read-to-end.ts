import { randomBytes } from 'node:crypto';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';

/**
 * Reads all that is on a topic at the time of the call, as a consumer group of its own that leaves nothing behind.
 * @throws what kafkajs throws when the topic can't be read
 */
export async function readToEnd(
  kafka: Kafka,
  topic: string,
  onRecords: (records: readonly KafkaMessage[]) => void,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const left = await endsOf(admin, topic);
    if (left.size === 0) return;
    const groupId = `read-to-end-${randomBytes(4).toString('hex')}`;
    await consumeUntil(kafka, { topic, groupId, left, onRecords });
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}

/** The end of each partition that has something to read. */
async function endsOf(admin: Admin, topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const filled = offsets.filter(({ high, low }) => high !== low);
  return new Map(filled.map(({ partition, high }) => [partition, Number(high)]));
}

interface Reading {
  readonly topic: string;
  readonly groupId: string;
  /** The ends still to be reached. */
  readonly left: Map<number, number>;
  readonly onRecords: (records: readonly KafkaMessage[]) => void;
}

async function consumeUntil(kafka: Kafka, { topic, groupId, left, onRecords }: Reading): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          onRecords(batch.messages);
          if (Number(batch.lastOffset()) + 1 >= (left.get(batch.partition) ?? 0))
            left.delete(batch.partition);
          if (left.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
}
