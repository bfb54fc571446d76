import { stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { createMessaging, type ConsumerEvent, type Messaging, type MessagingOptions } from '../src';
import { Room } from './conformance/room';

/** Messaging on the run's Kafka. */
export function kafkaMessaging(options: Partial<MessagingOptions> = {}): Messaging {
  return createMessaging({ brokers: stack().kafka.split(','), clientId: 'messaging-test', ...options });
}

/** A room on the run's Kafka. */
export function kafkaRoom(options: Partial<MessagingOptions> = {}): Room {
  return new Room(() => kafkaMessaging(options), removeTopics);
}

/** Removes all topics of the run's Kafka that begin so. */
export async function removeTopics(prefix: string): Promise<void> {
  const kafka = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

/** Collects what a consumer tells. */
export class Told {
  readonly events: ConsumerEvent[] = [];
  readonly listen = (event: ConsumerEvent) => void this.events.push(event);

  of<T extends ConsumerEvent['type']>(type: T): Extract<ConsumerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ConsumerEvent, { type: T }> => event.type === type);
  }
}
