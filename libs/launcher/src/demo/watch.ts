import { randomBytes } from 'node:crypto';
import { fromWire, topics, type Message } from '@ordersaga/contracts';
import { toKafkaConfig } from '@ordersaga/messaging';
import type { KafkaConnection } from '@ordersaga/service-runtime';
import { Kafka, logLevel, type EachMessagePayload } from 'kafkajs';

/** Looks on at the topics while orders run through them. */
export interface Watch {
  /** Gets every message from now on, in the order it arrives. */
  onMessage: (message: Message) => void;
  stop(): Promise<void>;
}

const watched = [
  topics.orderIntegrationEvents,
  topics.stockIntegrationEvents,
  topics.paymentIntegrationEvents,
];

/** Joins the integration topics at their end, as any Kafka client outside could; resolves when it sees new messages. */
export async function watchTopics(connection: KafkaConnection): Promise<Watch> {
  const kafka = new Kafka({ ...toKafkaConfig(connection), clientId: 'demo', logLevel: logLevel.NOTHING });
  const groupId = `demo-${randomBytes(4).toString('hex')}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, sessionTimeout: 10_000 });
  const watch: Watch = {
    onMessage: () => undefined,
    stop: async () => {
      await consumer.disconnect();
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteGroups([groupId]);
      await admin.disconnect();
    },
  };
  // Where "the end" is gets fixed with the first fetch: what is sent before it would be missed.
  const fetched = new Promise<void>((resolve) => consumer.on(consumer.events.FETCH, () => resolve()));
  await consumer.connect();
  await consumer.subscribe({ topics: watched, fromBeginning: false });
  await consumer.run({ autoCommit: false, eachMessage: async (payload) => watch.onMessage(read(payload)) });
  await fetched;
  return watch;
}

function read({ message }: EachMessagePayload): Message {
  const headers = Object.entries(message.headers ?? {}).map(
    ([name, value]) => [name, value?.toString()] as const,
  );
  return fromWire({
    key: message.key?.toString() ?? null,
    headers: Object.fromEntries(headers),
    value: message.value,
  });
}
