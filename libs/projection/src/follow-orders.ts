import { readerOf, topics, UnreadableMessageError } from '@ordersaga/contracts';
import { startEventConsumer, type ConsumerSurroundings } from '@ordersaga/event-consumer';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import { orderEventTypes, type OrderEvent } from './order-event';
import { isStoreUnavailable } from './store-unavailable-error';

/** What following the orders needs. */
export interface FollowOrdersOptions extends ConsumerSurroundings {
  /** The consumer group, without the prefix. */
  readonly group: string;
  /** Applies events of some orders, each order's in their order. The same ones may come again; it throws StoreUnavailableError to wait. */
  readonly apply: (events: readonly OrderEvent[]) => Promise<void>;
}

/** A read model may be a little behind, so that it takes no time from those whom an order waits for. */
const gather = { abovePerSecond: 50, ms: 100 };

/**
 * Hands every order's events to a projection, from the topic's beginning for a new group. What cannot be read, or still
 * does not fit after some attempts, goes to `<group>.dead-letter`, and its order's later events behind it.
 */
export function followOrders(options: FollowOrdersOptions): Stoppable & HealthCheck {
  return startEventConsumer<OrderEvent>({
    ...options,
    reads: [topics.orderDomainEvents],
    decode: readerOf(orderEventTypes),
    handle: options.apply,
    isUnavailable: isStoreUnavailable,
    stopsKey: isEvent,
    gather,
  });
}

/**
 * An event of an order that this release cannot read is one of its versions all the same: nothing after it fits, so the
 * order stands still until the event is replayed by a release that knows it. What is no message at all stops nothing.
 */
function isEvent(error: unknown): boolean {
  return error instanceof UnreadableMessageError && error.type !== undefined;
}
