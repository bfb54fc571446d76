import { randomUUID } from 'node:crypto';
import { Partitioners, type Message } from 'kafkajs';
import type { Injection } from './injection';
import { kafkaOf } from './kafka-client';

/** The keys of garbage begin so: no order's key is like them. */
export const garbageKey = 'garbage-';

/** Records that nobody can read, on every topic there is, those of dead letters too. */
export const garbage: Injection = async (_target, { system, tell }) => {
  const kafka = kafkaOf(system);
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
    const topicMessages = topics.map((topic) => ({ topic, messages: heap() }));
    await producer.sendBatch({ topicMessages });
    tell(`${topicMessages.flatMap(({ messages }) => messages).length} records on ${topics.length} topics`);
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
  return async () => undefined;
};

const json = { 'content-type': 'application/json' };

/** The attributes of a message that all consumers know. */
function attributes(type: string): Record<string, string> {
  return {
    ...json,
    ce_id: randomUUID(),
    ce_type: `com.ordersaga.${type}`,
    ce_source: '/garbage',
    ce_specversion: '1.0',
    ce_subject: 'garbage',
    ce_time: new Date().toISOString(),
    correlationid: 'garbage',
    causationid: 'garbage',
  };
}

/** One of each kind that has come to mind. */
function heap(): Message[] {
  const kinds: Omit<Message, 'key'>[] = [
    { value: null },
    { value: '' },
    { value: 'garbage' },
    {
      value: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]),
      headers: { ce_type: Buffer.from([0xff, 0x00]) },
    },
    { value: '{}', headers: json },
    { value: '{"orderId":', headers: attributes('order.placed.v1') },
    { value: '{}', headers: attributes('order.placed.v1') },
    { value: 'null', headers: attributes('stock.reserved.v1') },
    { value: '[1, 2, 3]', headers: attributes('payment.completed.v1') },
    { value: '{"orderId": 1, "revision": "x"}', headers: attributes('payment.completed.v1') },
    { value: '{}', headers: attributes('order.vanished.v9') },
    { value: 'x'.repeat(300_000), headers: attributes('order.completed.v1') },
  ];
  return kinds.map((kind, index) => ({ ...kind, key: `${garbageKey}${index}-${randomUUID()}` }));
}
