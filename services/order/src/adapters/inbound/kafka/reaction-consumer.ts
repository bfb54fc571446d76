import { readerOf, topics } from '@ordersaga/contracts';
import { startEventConsumer, type ConsumerSurroundings } from '@ordersaga/event-consumer';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import { UnreadableHistoryError } from '../../../application/errors';
import { reactionTypes, type ReactionMessage } from '../../../application/reaction-messages';

/** What consuming needs. */
export interface ReactionConsumerOptions extends ConsumerSurroundings {
  /** Reacts to messages of one partition, all or nothing. */
  readonly react: (messages: readonly ReactionMessage[]) => Promise<void>;
  /** Whether an error of `react` means that the database is away. */
  readonly isUnavailable: (error: unknown) => boolean;
}

/** Consumes what Stock and Payment tell, as consumer group `order`. */
export function startReactionConsumer(options: ReactionConsumerOptions): Stoppable & HealthCheck {
  return startEventConsumer<ReactionMessage>({
    ...options,
    group: 'order',
    reads: [topics.stockIntegrationEvents, topics.paymentIntegrationEvents],
    publishes: [topics.orderDomainEvents, topics.orderIntegrationEvents],
    decode: readerOf(reactionTypes),
    handle: options.react,
    isFinal: (error) => error instanceof UnreadableHistoryError,
  });
}
