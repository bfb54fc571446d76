import type { OutboxMessage } from '@ordersaga/outbox';
import { Partitioners, type Message, type Producer } from 'kafkajs';
import type { Bench } from '../bench';
import { plainKafka } from './plain-kafkajs';

const recordsPerSend = 1000;

/** Kafkajs by itself. */
export interface RawProduce {
  /** @returns records/s, acknowledged */
  measure(topic: string, messages: readonly OutboxMessage[]): Promise<number>;
}

/**
 * The reference for what is published: kafkajs and nothing else, an idempotent producer, acknowledged by all in-sync
 * replicas, a thousand records a send and one send after the other, of the same keys, values and headers. Everything is
 * in memory and connected before the clock runs. The producer stays open until the case ends.
 */
export async function openRawProduce(bench: Bench): Promise<RawProduce> {
  const producer = plainKafka(bench.backing.kafka).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  bench.onEnd(() => producer.disconnect());
  return { measure: (topic, messages) => measure(bench, producer, topic, messages) };
}

async function measure(
  { signal }: Bench,
  producer: Producer,
  topic: string,
  messages: readonly OutboxMessage[],
): Promise<number> {
  const records = messages.map(toRecord);
  const begin = performance.now();
  for (let from = 0; from < records.length; from += recordsPerSend) {
    signal.throwIfAborted();
    await producer.send({ topic, acks: -1, messages: records.slice(from, from + recordsPerSend) });
  }
  return records.length / ((performance.now() - begin) / 1000);
}

function toRecord({ key, headers, payload }: OutboxMessage): Message {
  return { key, headers: { ...headers }, value: JSON.stringify(payload) };
}
