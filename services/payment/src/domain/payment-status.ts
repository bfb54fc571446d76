import type { Payment } from './payment';

/**
 * Where a payment stands:
 * - `pending`: a charge or refund is under way
 * - `closed`: the order has failed or was cancelled, and nothing was ever charged
 * - `refunded`: the order has failed or was cancelled, and all that was charged has gone back
 * - `completed`: what is paid is what the newest reserved revision asks for
 * - `declined`: the newest reserved revision could not be charged
 * - `waiting`: for the reservation, or for the customer's confirmation
 */
export type PaymentStatus = 'waiting' | 'pending' | 'completed' | 'declined' | 'refunded' | 'closed';

/** Reads the status off the payment's state. */
export function statusOf(payment: Payment): PaymentStatus {
  if (payment.pending) return 'pending';
  if (payment.closed) return payment.charged > 0 ? 'refunded' : 'closed';
  if (!payment.target || payment.target.revision > payment.answeredRevision) return 'waiting';
  return payment.declinedRevision === payment.target.revision ? 'declined' : 'completed';
}
