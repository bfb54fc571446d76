import type Stripe from 'stripe';
import type { OperationResult } from '../../../domain/payment-command';
import { keyMetadata, type IntentParams } from './stripe-request';

/**
 * Takes money: one PaymentIntent, made and confirmed in one call under one key.
 * @throws the errors of Stripe's client
 */
export async function makeCharge(
  stripe: Stripe,
  params: IntentParams,
  idempotencyKey: string,
): Promise<OperationResult> {
  const intent = await stripe.paymentIntents.create(params, { idempotencyKey });
  // A key answers as it did the first time; what has become of the intent since is asked for.
  return answerOf(intent.status === 'processing' ? await stripe.paymentIntents.retrieve(intent.id) : intent);
}

/**
 * Looks for what was made under a key; undefined when there is nothing. Stripe's search is about a minute behind, so
 * that something that is found is certain, but nothing found proves nothing about the last few minutes. What was made for
 * another amount is no answer to this charge, but a failure.
 * @throws the errors of Stripe's client
 */
export async function findCharge(
  stripe: Stripe,
  { amount, currency }: IntentParams,
  idempotencyKey: string,
): Promise<OperationResult | undefined> {
  const query = `metadata['${keyMetadata}']:'${idempotencyKey}'`;
  const { data } = await stripe.paymentIntents.search({ query, limit: 10 });
  const found = data.find(({ status }) => status === 'succeeded') ?? data[0];
  if (!found) return undefined;
  // Search lags behind; the intent itself doesn't.
  const intent = await stripe.paymentIntents.retrieve(found.id);
  return intent.amount === amount && intent.currency === currency ? answerOf(intent) : otherAmount(intent);
}

function otherAmount({ id, amount, currency }: Stripe.PaymentIntent): OperationResult {
  return { kind: 'failed', detail: `the key was used for another amount: ${id} of ${amount} ${currency}` };
}

function answerOf({ id, status, last_payment_error: error }: Stripe.PaymentIntent): OperationResult {
  switch (status) {
    case 'succeeded':
      return { kind: 'succeeded', reference: id };
    case 'requires_payment_method':
    case 'canceled':
      return { kind: 'declined', detail: error?.message ?? `the PaymentIntent ${id} is ${status}` };
    default:
      return { kind: 'failed', detail: `the PaymentIntent ${id} is ${status}` };
  }
}
