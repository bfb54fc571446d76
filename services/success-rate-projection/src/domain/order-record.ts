import type { FailureReason, Message } from '@ordersaga/contracts';

/** An order's domain event. */
export type OrderEvent = Extract<Message, { type: `com.ordersaga.order.domain.${string}` }>;

/** What an order can be: accepted and not yet decided, or one of its three ends. */
export const orderStatuses = ['suspended', 'completed', 'failed', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What the projection keeps of an order. */
export interface OrderRecord {
  readonly orderId: string;
  /** The version of the newest event in it. */
  readonly version: number;
  readonly status: OrderStatus;
  /** Why it failed. */
  readonly reason?: FailureReason;
  readonly customerId: string;
  /** Minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  readonly placedAt: Date;
  /** The time of the newest event in it. */
  readonly updatedAt: Date;
}

/** An order's first event is not the one that places it: this history is none of Order's. */
export class OrderNotPlacedError extends Error {
  readonly code = 'order-not-placed';
  constructor(event: OrderEvent) {
    super(`order ${event.data.orderId} begins with ${event.type}`);
    this.name = 'OrderNotPlacedError';
  }
}

/**
 * Applies an order's next event to its record.
 * @throws OrderNotPlacedError
 */
export function evolve(record: OrderRecord | undefined, event: OrderEvent): OrderRecord {
  if (event.type === 'com.ordersaga.order.domain.placed.v1') return place(event);
  if (!record) throw new OrderNotPlacedError(event);
  return { ...record, version: event.data.version, updatedAt: event.time, ...changeOf(event) };
}

type Placed = Extract<OrderEvent, { type: 'com.ordersaga.order.domain.placed.v1' }>;

function place({ data: { orderId, version, customerId, total, currency }, time }: Placed): OrderRecord {
  return {
    orderId,
    version,
    status: 'suspended',
    customerId,
    total,
    currency,
    placedAt: time,
    updatedAt: time,
  };
}

function changeOf(event: Exclude<OrderEvent, Placed>): Partial<OrderRecord> {
  switch (event.type) {
    case 'com.ordersaga.order.domain.items-changed.v1':
      return { total: event.data.total };
    case 'com.ordersaga.order.domain.completed.v1':
      return { status: 'completed' };
    case 'com.ordersaga.order.domain.failed.v1':
      return { status: 'failed', reason: event.data.reason };
    case 'com.ordersaga.order.domain.cancelled.v1':
      return { status: 'cancelled' };
    case 'com.ordersaga.order.domain.confirmed.v1':
      return {};
  }
}
