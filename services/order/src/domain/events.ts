import type { OrderItem } from '@ordersaga/contracts';
import type { OrderFailure } from './order';

/** A customer placed an order, priced at that moment. */
export interface OrderPlaced {
  readonly type: 'order.placed';
  readonly data: {
    readonly customerId: string;
    readonly revision: number;
    readonly items: readonly OrderItem[];
    readonly currency: string;
    readonly total: number;
    readonly hold: boolean;
    readonly paymentMethod: string;
  };
}

/** The order now consists of these items. */
export interface OrderItemsChanged {
  readonly type: 'order.items-changed';
  readonly data: { readonly revision: number; readonly items: readonly OrderItem[]; readonly total: number };
}

/** The customer let a held order go ahead to payment. */
export interface OrderConfirmed {
  readonly type: 'order.confirmed';
  readonly data: { readonly revision: number };
}

/** Stock is reserved and the total paid: the order went through. */
export interface OrderCompleted {
  readonly type: 'order.completed';
  readonly data: { readonly revision: number };
}

/** The order came to nothing. */
export interface OrderFailed {
  readonly type: 'order.failed';
  readonly data: { readonly revision: number } & OrderFailure;
}

/** The customer called the order off. */
export interface OrderCancelled {
  readonly type: 'order.cancelled';
  readonly data: { readonly revision: number; readonly reason?: string };
}

/** What can happen to an order, in the form in which it is stored (schema version 1 of each type). */
export type OrderEvent =
  OrderPlaced | OrderItemsChanged | OrderConfirmed | OrderCompleted | OrderFailed | OrderCancelled;

/** The version of every type's schema. */
export const orderSchemaVersion = 1;

/** The type under which an event is stored and shown in the history. */
export type OrderEventType = OrderEvent['type'];

const types: Readonly<Record<OrderEventType, true>> = {
  'order.placed': true,
  'order.items-changed': true,
  'order.confirmed': true,
  'order.completed': true,
  'order.failed': true,
  'order.cancelled': true,
};

/** Whether there is such an event: another release may have others. */
export function isOrderEventType(type: string): type is OrderEventType {
  return Object.hasOwn(types, type);
}

/** An event at its place in its order's stream. */
export type RecordedOrderEvent = OrderEvent & {
  readonly orderId: string;
  /** From 1, without gaps. */
  readonly version: number;
  /** Never before the event that precedes it. */
  readonly recordedAt: Date;
};
