import { statusOf, type PaymentStatus } from '../domain/payment-status';
import type { PaymentRecord } from './payment-record';
import type { PaymentStore } from './ports/payment-store';

/** One try of a charge or refund, as it is shown. */
export interface ShownAttempt {
  readonly key: string;
  readonly amount: number;
  readonly kind: 'charge' | 'refund';
  readonly result: 'pending' | 'succeeded' | 'declined' | 'failed';
  readonly at: Date;
}

/** A payment as it is shown; amounts in minor units of `currency`. */
export interface ShownPayment {
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly charged: number;
  readonly refunded: number;
  readonly currency: string;
  readonly attempts: readonly ShownAttempt[];
}

/** Nothing is known of a payment of this order. */
export class PaymentNotFoundError extends Error {
  readonly code = 'payment-not-found';
  constructor(orderId: string) {
    super(`there is no payment of an order ${orderId}`);
    this.name = 'PaymentNotFoundError';
  }
}

/**
 * A payment with its attempts in their order, the pending one last.
 * @throws PaymentNotFoundError
 */
export async function readPayment(store: PaymentStore, orderId: string): Promise<ShownPayment> {
  const record = await store.findPayment(orderId);
  if (!record) throw new PaymentNotFoundError(orderId);
  const attempts = await store.listAttempts(orderId);
  const { charged, refunded, currency } = record;
  const known = attempts
    // Recorded after the payment was read: they would not fit to its sums.
    .filter(({ position }) => position <= record.attemptCount)
    .map(({ key, amount, kind, result, at }) => ({ key, amount, kind, result, at }));
  return {
    orderId,
    status: statusOf(record),
    charged,
    refunded,
    currency,
    attempts: [...known, ...pendingOf(record)],
  };
}

function pendingOf({ pending, pendingSince }: PaymentRecord): ShownAttempt[] {
  if (!pending || !pendingSince) return [];
  const { key, amount, kind } = pending;
  return [{ key, amount, kind, result: 'pending', at: pendingSince }];
}
