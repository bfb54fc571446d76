import { topics, toHeaders } from '@ordersaga/contracts';
import { createMessaging, type OutgoingRecord, type ReceivedRecord } from '@ordersaga/messaging';
import type { OrderEvent } from '@ordersaga/projection';

/** Stands where Order's relay stands: publishes orders' events to the projections of one test. */
export interface OrderFeed {
  publish(events: readonly OrderEvent[]): Promise<void>;
  /** Publishes a record as it is, to the topic of the orders' events. */
  publishRaw(record: Omit<OutgoingRecord, 'topic'>): Promise<void>;
  /** Everything on a topic (named without the prefix), as it comes. */
  collect(topic: string): ReceivedRecord[];
  close(): Promise<void>;
}

/** Connects a feed; its topics are those with the prefix. */
export async function openOrderFeed(brokers: string, prefix: string): Promise<OrderFeed> {
  const messaging = createMessaging({ brokers: brokers.split(','), clientId: 'order-feed' });
  const topic = prefix + topics.orderDomainEvents;
  await messaging.ensureTopics([{ topic, partitions: 3 }]);
  const publisher = messaging.publisher();
  return {
    publish: (events) => publisher.publish(events.map((event) => ({ topic, ...toRecord(event) }))),
    publishRaw: (record) => publisher.publish([{ topic, ...record }]),
    collect: (name) => {
      const records: ReceivedRecord[] = [];
      const groupId = `${prefix}collect-${name}`;
      const consumer = messaging.consumer<ReceivedRecord>({
        groupId,
        topics: [prefix + name],
        deadLetterTopic: topic,
        decode: (record) => record,
        handle: async (batch) => void records.push(...batch),
      });
      void consumer.start();
      return records;
    },
    close: () => messaging.close(),
  };
}

function toRecord(event: OrderEvent): Omit<OutgoingRecord, 'topic'> {
  return { key: event.data.orderId, headers: toHeaders(event), value: JSON.stringify(event.data) };
}
