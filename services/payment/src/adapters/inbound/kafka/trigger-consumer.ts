import { readerOf, topics } from '@ordersaga/contracts';
import { startEventConsumer, type ConsumerSurroundings } from '@ordersaga/event-consumer';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import { paymentTriggerTypes, type PaymentTrigger } from '../../../application/payment-messages';

/** What consuming needs. */
export interface TriggerConsumerOptions extends ConsumerSurroundings {
  /** Reacts to messages of one partition, all or nothing. */
  readonly react: (messages: readonly PaymentTrigger[]) => Promise<void>;
  /** Whether an error of `react` means that the database is away. */
  readonly isUnavailable: (error: unknown) => boolean;
}

/** Consumes what Stock and orders tell, as consumer group `payment`. */
export function startTriggerConsumer(options: TriggerConsumerOptions): Stoppable & HealthCheck {
  return startEventConsumer<PaymentTrigger>({
    ...options,
    group: 'payment',
    reads: [topics.stockIntegrationEvents, topics.orderIntegrationEvents],
    publishes: [topics.paymentIntegrationEvents],
    decode: readerOf(paymentTriggerTypes),
    handle: options.react,
  });
}
