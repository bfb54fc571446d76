import { defaultCurrency } from '@ordersaga/contracts';

/** What the newest reserved revision of an order asks to be paid. */
export interface Target {
  readonly revision: number;
  /** Minor units. */
  readonly total: number;
  /** Waits for the customer's confirmation of this revision. */
  readonly hold: boolean;
  readonly paymentMethod: string;
}

/** A call to the payment provider whose outcome is not known yet. */
export interface PendingOperation {
  /** What the provider tells repetitions by; never used for another amount. */
  readonly key: string;
  readonly kind: 'charge' | 'refund';
  /** Minor units, positive. */
  readonly amount: number;
  /** The revision of the order that asks for it. */
  readonly revision: number;
  readonly paymentMethod: string;
  /** How often it was tried and failed in passing. */
  readonly failures: number;
}

/** A charge that went through, as the provider knows it: a refund is taken from these. */
export interface Charge {
  readonly key: string;
  readonly amount: number;
  /** The provider's own id of it, when it gave one. */
  readonly reference?: string;
}

/** The payment of one order. One operation at most is under way at a time. */
export interface Payment {
  readonly orderId: string;
  /** The order has failed or was cancelled: what was charged goes back, and nothing is charged any more. */
  readonly closed: boolean;
  /** Null until stock was reserved. */
  readonly target: Target | null;
  /** The newest revision that the customer has confirmed; 0 for none. Only held orders are. */
  readonly confirmedRevision: number;
  /** The newest revision that was answered, with completed or declined; 0 for none. */
  readonly answeredRevision: number;
  /** The newest revision whose charge was declined; 0 for none. */
  readonly declinedRevision: number;
  /** All that was ever charged, minor units of `currency`. */
  readonly charged: number;
  /** All that was ever refunded. */
  readonly refunded: number;
  readonly currency: string;
  readonly charges: readonly Charge[];
  readonly pending: PendingOperation | null;
}

/** The payment of an order that Payment has not heard of. */
export function emptyPayment(orderId: string): Payment {
  return {
    orderId,
    closed: false,
    target: null,
    confirmedRevision: 0,
    answeredRevision: 0,
    declinedRevision: 0,
    charged: 0,
    refunded: 0,
    currency: defaultCurrency,
    charges: [],
    pending: null,
  };
}

/** What the customer has paid as things are. */
export function netPaid({ charged, refunded }: Payment): number {
  return charged - refunded;
}
