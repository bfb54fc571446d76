import { readerOf, topics } from '@ordersaga/contracts';
import { startEventConsumer, type ConsumerSurroundings } from '@ordersaga/event-consumer';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import { orderMessageTypes, type OrderMessage } from '../../../application/order-messages';

/** What consuming needs. */
export interface OrderConsumerOptions extends ConsumerSurroundings {
  /** Reacts to messages of one partition, all or nothing. */
  readonly react: (messages: readonly OrderMessage[]) => Promise<void>;
  /** Whether an error of `react` means that the database is away. */
  readonly isUnavailable: (error: unknown) => boolean;
}

/** Consumes what orders tell, as consumer group `stock`. */
export function startOrderConsumer(options: OrderConsumerOptions): Stoppable & HealthCheck {
  return startEventConsumer<OrderMessage>({
    ...options,
    group: 'stock',
    reads: [topics.orderIntegrationEvents],
    publishes: [topics.stockIntegrationEvents],
    decode: readerOf(orderMessageTypes),
    handle: options.react,
  });
}
