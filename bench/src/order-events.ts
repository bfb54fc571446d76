import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { toOutboxMessage, type Message } from '@ordersaga/contracts';
import type { NewEvent } from '@ordersaga/event-store';
import type { OutboxMessage } from '@ordersaga/outbox';
import { v7 as uuidV7 } from 'uuid';

/** An event of an order, and the version that its stream has with it. */
export interface OrderStep {
  readonly orderId: string;
  readonly version: number;
  readonly event: NewEvent;
}

/** Events of every order made here: placed, changed, confirmed, completed. */
export const eventsOfAnOrder = 4;

/** How many products the orders are about: so few that all have sales in every shard before a log is long. */
export const productCount = 100;

/** The event with which an order gets to a version, 1 to `eventsOfAnOrder`, with the members that Order stores. */
export function orderStep(orderId: string, version: number): OrderStep {
  const causationId = randomUUID();
  const event: NewEvent = {
    eventId: uuidV7(),
    ...contentOf(version),
    metadata: { correlationId: causationId, causationId, traceparent: traceparent() },
    recordedAt: new Date(),
  };
  return { orderId, version, event };
}

/** What Order writes into its outbox for the projections to hear of an event. */
export function domainMessage({ orderId, version, event }: OrderStep, topic: string): OutboxMessage {
  const message = {
    id: event.eventId,
    source: '/ordersaga/order',
    subject: orderId,
    time: event.recordedAt,
    ...event.metadata,
    type: event.type.replace('order.', 'com.ordersaga.order.domain.').concat('.v1'),
    data: { orderId, version, ...(event.data as object) },
  };
  return toOutboxMessage(message as unknown as Message, topic);
}

/** The orders of some callers: each brings one order after the other through its life, an event a call. */
export class OrdersOfCallers {
  /** The last step of each caller. */
  private readonly last: OrderStep[] = [];

  next(caller: number): OrderStep {
    const before = this.last[caller];
    const step =
      before && before.version < eventsOfAnOrder
        ? orderStep(before.orderId, before.version + 1)
        : orderStep(uuidV7(), 1);
    this.last[caller] = step;
    return step;
  }
}

function contentOf(version: number): Pick<NewEvent, 'type' | 'data'> {
  switch (version) {
    case 1:
      return {
        type: 'order.placed',
        data: { customerId: `customer-${randomInt(5000)}`, ...items(1), ...terms },
      };
    case 2:
      return { type: 'order.items-changed', data: items(2) };
    case 3:
      return { type: 'order.confirmed', data: { revision: 2 } };
    default:
      return { type: 'order.completed', data: { revision: 2 } };
  }
}

const terms = { currency: 'EUR', hold: true, paymentMethod: 'card-ok' };

/** Two products, each at its price. */
function items(revision: number) {
  const chosen = [randomInt(productCount), randomInt(productCount)].map((product) => ({
    productId: `product-${product}`,
    quantity: 1 + randomInt(3),
    unitPrice: 990 + product,
  }));
  const total = chosen.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return { revision, items: chosen, total };
}

function traceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
