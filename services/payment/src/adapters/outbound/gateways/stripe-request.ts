import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { ChargeRequest } from '../../../application/ports/payment-gateway';

/** Where a PaymentIntent or Refund says under which key it was made: its idempotency key, which Stripe forgets. */
export const keyMetadata = 'ordersaga_key';
/** Where it says for which order. */
export const orderMetadata = 'ordersaga_order';

/** A payment method as Stripe wants it named. */
export interface StripeMethod {
  readonly payment_method: string;
  readonly customer?: string;
}

const methodForm = /^(?:(cus_\w+)\/)?((?:pm|card|src)_\w+)$/;

/**
 * Reads an order's payment method: the id of a PaymentMethod, `pm_…` (or of an old card or source), or `cus_…/pm_…` when
 * it belongs to a customer, as it must in order to be charged more than once. Undefined for anything else.
 */
export function stripeMethodOf(paymentMethod: string): StripeMethod | undefined {
  const [, customer, method] = methodForm.exec(paymentMethod) ?? [];
  return method === undefined ? undefined : { payment_method: method, ...(customer && { customer }) };
}

/** Currencies without a minor unit that Stripe counts in hundredths all the same. */
const hundredfold = new Set(['ISK', 'UGX']);

/**
 * An amount of ISO 4217 minor units as Stripe counts it. That is the same, but for three currencies
 * (https://docs.stripe.com/currencies: special cases; MGA is in its list of those without decimals).
 */
export function stripeAmountOf(amount: number, currency: string): number {
  if (currency === 'MGA') return amount / 100;
  return hundredfold.has(currency) ? amount * 100 : amount;
}

/** The key as Stripe takes it: up to 255 characters that a header and a search may hold, or the key's hash. */
export function idempotencyKeyOf(key: string): string {
  return /^[\w:.#-]{1,255}$/.test(key) ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

export type IntentParams = Stripe.PaymentIntentCreateParams;

/**
 * What a PaymentIntent is made with. All of it is stored with the operation: Stripe refuses a key that comes again with
 * anything else, so that what changes from try to try (the attempt, the trace) must stay out.
 */
export function intentParams(
  { orderId, amount, currency }: ChargeRequest,
  method: StripeMethod,
  idempotencyKey: string,
): IntentParams {
  return {
    ...method,
    amount: stripeAmountOf(amount, currency),
    currency: currency.toLowerCase(),
    confirm: true,
    allowed_payment_method_types: ['card'],
    // Nobody is there to authenticate: a card that demands it is declined.
    error_on_requires_action: true,
    metadata: { [orderMetadata]: orderId, [keyMetadata]: idempotencyKey },
  };
}
