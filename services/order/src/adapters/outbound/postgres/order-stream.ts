import { toOutboxMessage, type Cause } from '@ordersaga/contracts';
import type { AppendRequest, StoredEvent } from '@ordersaga/event-store';
import { announce } from '../../../application/order-messages';
import type { OrderChange, StoredOrderEvent } from '../../../application/ports/order-store';
import type { DeadlineLimits } from '../../../domain/deadline';
import type { OrderEvent } from '../../../domain/events';
import { deadlineChange } from './deadline-change';

/** Where the events of orders are announced. */
export interface OrderTopics {
  readonly domainEvents: string;
  readonly integrationEvents: string;
}

/** What goes with the events of orders. */
export interface OrderStreamSettings {
  readonly topics: OrderTopics;
  /** By which orders have their deadlines. */
  readonly limits: DeadlineLimits;
}

/**
 * A change of an order as the event store takes it: the events, and with them the messages that announce them and what
 * becomes of the order's deadline.
 */
export function toAppendRequest(change: OrderChange, { topics, limits }: OrderStreamSettings): AppendRequest {
  const deadline = deadlineChange(change, limits);
  return {
    ...(deadline === undefined ? {} : { alongside: deadline }),
    streamId: change.orderId,
    streamType: 'order',
    expectedVersion: change.before?.version ?? 'none',
    events: change.events.map(({ eventId, type, data, cause, recordedAt }) => ({
      eventId,
      type,
      schemaVersion: 1,
      data,
      metadata: { ...cause },
      recordedAt,
    })),
    outbox: announce(change).flatMap(({ domain, integration }) => [
      toOutboxMessage(domain, topics.domainEvents),
      toOutboxMessage(integration, topics.integrationEvents),
    ]),
  };
}

/** An event of an order as it comes back from the event store. Trusted: only this service writes the streams. */
export function toOrderEvent(stored: StoredEvent): StoredOrderEvent {
  const { streamId, version, eventId, type, data, metadata, recordedAt } = stored;
  return {
    ...({ type, data } as OrderEvent),
    orderId: streamId,
    version,
    eventId,
    recordedAt,
    cause: metadata as unknown as Cause,
  };
}
