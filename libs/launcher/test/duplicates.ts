import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';

/** Publishes records of a topic once more, as they were: every `nth`, in the opposite order. @returns how many */
export async function publishAgain(brokers: string, topic: string, nth: number): Promise<number> {
  const kafka = new Kafka({
    clientId: 'duplicates',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
  });
  const records = (await readAll(kafka, topic)).filter((_, index) => index % nth === 0).reverse();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic,
    messages: records.map(({ key, value, headers }) => ({ key, value, headers: headers ?? {} })),
  });
  await producer.disconnect();
  return records.length;
}

async function readAll(kafka: Kafka, topic: string): Promise<KafkaMessage[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const left = new Map(
    offsets.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, Number(high)]),
  );
  const records: KafkaMessage[] = [];
  if (left.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `duplicates-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        records.push(...batch.messages);
        if (Number(batch.lastOffset()) + 1 >= (left.get(batch.partition) ?? 0)) left.delete(batch.partition);
        if (left.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
}
