import type Stripe from 'stripe';
import type { RefundRequest } from '../../../application/ports/payment-gateway';
import type { OperationResult } from '../../../domain/payment-command';
import { isRefundedAlready } from './stripe-errors';
import { keyMetadata, orderMetadata, stripeAmountOf } from './stripe-request';

/** A part of a refund: what to give back of one PaymentIntent. */
export interface StripeRefund {
  readonly intentId: string;
  readonly amount: number;
  readonly idempotencyKey: string;
}

/**
 * Gives back a part of one PaymentIntent, under a key of its own.
 * @throws the errors of Stripe's client
 */
export async function makeRefund(
  stripe: Stripe,
  { orderId, currency }: RefundRequest,
  { intentId, amount, idempotencyKey }: StripeRefund,
): Promise<OperationResult> {
  const params = {
    payment_intent: intentId,
    amount: stripeAmountOf(amount, currency),
    metadata: { [orderMetadata]: orderId, [keyMetadata]: idempotencyKey },
  };
  try {
    const refund = await stripe.refunds.create(params, { idempotencyKey });
    // A key answers as it did the first time; what has become of the refund since is asked for.
    return answerOf(refund.status === 'succeeded' ? refund : await stripe.refunds.retrieve(refund.id));
  } catch (error) {
    // Somebody has given everything back by hand: that is what is owed.
    if (isRefundedAlready(error)) return { kind: 'succeeded', reference: intentId };
    throw error;
  }
}

/**
 * Looks for what was made under a key; undefined when there is nothing, or nothing but what has failed. Exact, since
 * Stripe's lists are never behind. What was made for another amount is no answer to this refund, but a failure.
 * @throws the errors of Stripe's client
 */
export async function findRefund(
  stripe: Stripe,
  { currency }: RefundRequest,
  { intentId, amount, idempotencyKey }: StripeRefund,
): Promise<OperationResult | undefined> {
  for await (const refund of stripe.refunds.list({ payment_intent: intentId, limit: 100 })) {
    const isOver = refund.status === 'failed' || refund.status === 'canceled';
    if (refund.metadata?.[keyMetadata] !== idempotencyKey || isOver) continue;
    return refund.amount === stripeAmountOf(amount, currency) ? answerOf(refund) : otherAmount(refund);
  }
  return undefined;
}

function otherAmount({ id, amount }: Stripe.Refund): OperationResult {
  return { kind: 'failed', detail: `the key was used for another amount: ${id} of ${amount}` };
}

function answerOf({ id, status }: Stripe.Refund): OperationResult {
  return status === 'succeeded'
    ? { kind: 'succeeded', reference: id }
    : { kind: 'failed', detail: `the refund ${id} is ${status ?? 'unknown'}` };
}
