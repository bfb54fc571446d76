import type { Message, MessageType } from '@ordersaga/contracts';
import { v5 as uuidV5 } from 'uuid';
import type { OrderEventType } from '../domain/events';
import { evolve } from '../domain/evolve';
import type { Order } from '../domain/order';
import type { OrderChange, StoredOrderEvent } from './ports/order-store';

/** How one event is told to Order's own read side and to the other services. */
export interface Announcement {
  readonly domain: Message;
  readonly integration: Message;
}

const source = '/ordersaga/order';

const messageTypes = {
  'order.placed': ['com.ordersaga.order.domain.placed.v1', 'com.ordersaga.order.placed.v1'],
  'order.items-changed': [
    'com.ordersaga.order.domain.items-changed.v1',
    'com.ordersaga.order.items-changed.v1',
  ],
  'order.confirmed': ['com.ordersaga.order.domain.confirmed.v1', 'com.ordersaga.order.confirmed.v1'],
  'order.completed': ['com.ordersaga.order.domain.completed.v1', 'com.ordersaga.order.completed.v1'],
  'order.failed': ['com.ordersaga.order.domain.failed.v1', 'com.ordersaga.order.failed.v1'],
  'order.cancelled': ['com.ordersaga.order.domain.cancelled.v1', 'com.ordersaga.order.cancelled.v1'],
} as const satisfies Record<OrderEventType, readonly [domain: MessageType, integration: MessageType]>;

/**
 * The two messages of each event of a change, in the order of the events. The domain message has the event's own id,
 * the integration message one that follows from it, so that telling an event again tells nothing new.
 */
export function announce({ before, events }: OrderChange): Announcement[] {
  let order = before;
  return events.map((event) => {
    order = evolve(order, event);
    return { domain: domainMessage(event), integration: integrationMessage(event, order) };
  });
}

function domainMessage(event: StoredOrderEvent): Message {
  const { orderId, version, eventId, cause } = event;
  return {
    ...contextOf(event),
    id: eventId,
    causationId: cause.causationId,
    type: messageTypes[event.type][0],
    data: { orderId, version, ...event.data },
  } as Message;
}

function integrationMessage(event: StoredOrderEvent, order: Order): Message {
  const { orderId, eventId } = event;
  return {
    ...contextOf(event),
    id: uuidV5('integration', eventId),
    causationId: eventId,
    type: messageTypes[event.type][1],
    data: { orderId, ...event.data, ...(event.type === 'order.items-changed' ? termsOf(order) : {}) },
  } as Message;
}

/** What Stock and Payment need beside the items, so that they can act on one message without asking back. */
function termsOf({ hold, currency, paymentMethod }: Order) {
  return { hold, currency, paymentMethod };
}

function contextOf({ orderId, recordedAt, cause: { correlationId, traceparent } }: StoredOrderEvent) {
  return {
    source,
    subject: orderId,
    time: recordedAt,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
