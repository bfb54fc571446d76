import { toOutboxMessage, type Cause } from '@ordersaga/contracts';
import type { AppendRequest, StoredEvent } from '@ordersaga/event-store';
import { announce } from '../../../application/order-messages';
import { UnreadableHistoryError } from '../../../application/errors';
import type { HistoryEntry, OrderChange, StoredOrderEvent } from '../../../application/ports/order-store';
import type { DeadlineLimits } from '../../../domain/deadline';
import { isOrderEventType, orderSchemaVersion, type OrderEvent } from '../../../domain/events';
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
  /** Hears of each history that cannot be read; must not throw. */
  readonly onUnreadable?: (error: UnreadableHistoryError) => void;
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
      schemaVersion: orderSchemaVersion,
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

/**
 * A history as it comes back from the event store.
 * @throws UnreadableHistoryError
 */
export function toOrderEvents(
  stored: readonly StoredEvent[],
  { onUnreadable }: Pick<OrderStreamSettings, 'onUnreadable'>,
): StoredOrderEvent[] {
  try {
    return stored.map(toOrderEvent);
  } catch (error) {
    if (error instanceof UnreadableHistoryError) onUnreadable?.(error);
    throw error;
  }
}

/**
 * Its data is trusted, for only this service writes the streams; its type and schema are not: another release of it may
 * have written them.
 */
function toOrderEvent(stored: StoredEvent): StoredOrderEvent {
  const { streamId, version, type, schemaVersion, data } = stored;
  if (!isOrderEventType(type) || schemaVersion !== orderSchemaVersion)
    throw new UnreadableHistoryError(streamId, { version, type, schemaVersion });
  return { ...toHistoryEntry(stored), ...({ type, data } as OrderEvent), orderId: streamId };
}

/** The same, whether it can be read or not. */
export function toHistoryEntry(stored: StoredEvent): HistoryEntry {
  const { version, eventId, type, data, metadata, recordedAt } = stored;
  return { version, eventId, type, data, recordedAt, cause: metadata as unknown as Cause };
}
