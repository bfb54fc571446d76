import type { FailureReason, OrderItem, Shortage } from '@ordersaga/contracts';

/** `suspended` is accepted and not yet decided; the other three are final. */
export type OrderStatus = 'suspended' | 'completed' | 'failed' | 'cancelled';

/** Why an order failed, with what is known about it. */
export interface OrderFailure {
  readonly reason: FailureReason;
  readonly shortages?: readonly Shortage[];
  readonly detail?: string;
}

/** An order as its events make it. Money is in minor units of `currency`. */
export interface Order {
  readonly orderId: string;
  /** Position of its last event, from 1. */
  readonly version: number;
  readonly customerId: string;
  readonly status: OrderStatus;
  /** Whether payment still waits for the customer's confirmation. */
  readonly hold: boolean;
  /** How often its items were set; answers of Stock and Payment count only for the current one. */
  readonly revision: number;
  readonly currency: string;
  readonly total: number;
  /** One line per product, in the order they were first asked for. */
  readonly items: readonly OrderItem[];
  readonly paymentMethod: string;
  readonly failure?: OrderFailure;
  readonly placedAt: Date;
  readonly updatedAt: Date;
}
