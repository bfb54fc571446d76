import type { RecordedOrderEvent } from './events';
import type { Order, OrderFailure } from './order';

/** The order after this event. Every event but the first needs the order it happened to. */
export function evolve(order: Order | undefined, event: RecordedOrderEvent): Order {
  const { orderId, version, recordedAt } = event;
  if (event.type === 'order.placed')
    return {
      ...event.data,
      orderId,
      version,
      status: 'suspended',
      placedAt: recordedAt,
      updatedAt: recordedAt,
    };
  if (order === undefined)
    throw new Error(`the stream of order ${orderId} begins with ${event.type} in place of order.placed`);
  return { ...order, ...changeOf(event), version, updatedAt: recordedAt };
}

function changeOf(event: Exclude<RecordedOrderEvent, { type: 'order.placed' }>): Partial<Order> {
  switch (event.type) {
    case 'order.items-changed':
      return event.data;
    case 'order.confirmed':
      return { hold: false };
    case 'order.completed':
      return { status: 'completed' };
    case 'order.failed':
      return { status: 'failed', failure: failureOf(event.data) };
    case 'order.cancelled':
      return { status: 'cancelled' };
  }
}

function failureOf({ reason, shortages, detail }: OrderFailure): OrderFailure {
  return { reason, ...(shortages ? { shortages } : {}), ...(detail === undefined ? {} : { detail }) };
}

/** The order that a stream of events makes, undefined for an empty one. */
export function fold(events: readonly RecordedOrderEvent[], from?: Order): Order | undefined {
  return events.reduce<Order | undefined>(evolve, from);
}
