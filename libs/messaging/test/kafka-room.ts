import { stack } from '@ordersaga/test-kit';
import { createMessaging, type ConsumerEvent, type Messaging, type MessagingOptions } from '../src';

/** Messaging on the run's Kafka. */
export function kafkaMessaging(options: Partial<MessagingOptions> = {}): Messaging {
  return createMessaging({ brokers: stack().kafka.split(','), clientId: 'messaging-test', ...options });
}

/** Collects what a consumer tells. */
export class Told {
  readonly events: ConsumerEvent[] = [];
  readonly listen = (event: ConsumerEvent) => void this.events.push(event);

  of<T extends ConsumerEvent['type']>(type: T): Extract<ConsumerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ConsumerEvent, { type: T }> => event.type === type);
  }
}
