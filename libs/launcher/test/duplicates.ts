import { readToEnd } from '@ordersaga/audit';
import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';

/** Publishes records of a topic once more, as they were: every `nth`, in the opposite order. @returns how many */
export async function publishAgain(brokers: string, topic: string, nth: number): Promise<number> {
  const kafka = new Kafka({
    clientId: 'duplicates',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
  });
  const all: KafkaMessage[] = [];
  await readToEnd(kafka, topic, (some) => all.push(...some));
  const records = all.filter((_, index) => index % nth === 0).reverse();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic,
    messages: records.map(({ key, value, headers }) => ({ key, value, headers: headers ?? {} })),
  });
  await producer.disconnect();
  return records.length;
}
