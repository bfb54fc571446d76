import { topics, toWire } from '@ordersaga/contracts';
import { createMessaging, type OutgoingRecord, type ReceivedRecord } from '@ordersaga/messaging';
import type { OrderEvent } from '@ordersaga/projection';
import { collectRecords } from '@ordersaga/service-test-kit';

/** Stands where Order's relay stands: publishes orders' events to the projections of one test. */
export interface OrderFeed {
  publish(events: readonly OrderEvent[]): Promise<void>;
  /** Publishes a record as it is, to the topic of the orders' events. */
  publishRaw(record: Omit<OutgoingRecord, 'topic'>): Promise<void>;
  /** Everything on a topic (named without the prefix), as it comes. */
  collect(topic: string): Promise<ReceivedRecord[]>;
  close(): Promise<void>;
}

/** Connects a feed; its topics are those with the prefix. */
export async function openOrderFeed(brokers: string, prefix: string): Promise<OrderFeed> {
  const messaging = createMessaging({ brokers: brokers.split(','), clientId: 'order-feed' });
  const topic = prefix + topics.orderDomainEvents;
  await messaging.ensureTopics([{ topic, partitions: 3 }]);
  const publisher = messaging.publisher();
  return {
    publish: (events) => publisher.publish(events.map((event) => ({ topic, ...toWire(event) }))),
    publishRaw: (record) => publisher.publish([{ topic, ...record }]),
    collect: (name) => collectRecords(messaging, prefix + name),
    close: () => messaging.close(),
  };
}
