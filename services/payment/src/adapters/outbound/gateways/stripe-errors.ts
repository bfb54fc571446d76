import Stripe from 'stripe';
import type { OperationResult } from '../../../domain/payment-command';

const { errors } = Stripe;

/** Parameters that are the order's own: Stripe refuses them for good, whoever asks again. */
const ownParams = new Set(['payment_method', 'customer', 'amount', 'currency']);

/**
 * What an error of Stripe's client means for the operation. The customer's bank or Stripe says no to this card, amount
 * or currency: declined, and nothing was taken. Everything else leaves open what happened.
 */
export function answerToError(error: unknown): OperationResult {
  if (error instanceof errors.StripeCardError) {
    const code = error.decline_code || error.code;
    return { kind: 'declined', detail: withoutKeys(code ? `${error.message} (${code})` : error.message) };
  }
  if (error instanceof errors.StripeInvalidRequestError && ownParams.has(error.param ?? ''))
    return { kind: 'declined', detail: withoutKeys(error.message) };
  return { kind: 'failed', detail: withoutKeys(describe(error)) };
}

/** Whether an operator has to do something: nothing gets better by trying again. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError ||
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeIdempotencyError
  );
}

/**
 * Whether the key will never answer anything else, and so can't tell what became of the operation: Stripe keeps the
 * first answer of a key, errors of its own (5xx) included, and refuses the key for other parameters.
 */
export function isKeySpent(error: unknown): boolean {
  if (error instanceof errors.StripeIdempotencyError) return true;
  if (!(error instanceof errors.StripeAPIError)) return false;
  return (error.statusCode ?? 0) >= 500 && error.headers?.['idempotent-replayed'] === 'true';
}

/** Whether the charge of a refund has gone back already, in Stripe's dashboard, say. */
export function isRefundedAlready(error: unknown): boolean {
  return error instanceof errors.StripeInvalidRequestError && error.code === 'charge_already_refunded';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof errors.StripeAuthenticationError)
    return `Stripe does not accept the key of STRIPE_SECRET_KEY: ${error.message}`;
  if (error instanceof errors.StripePermissionError)
    return `the key of STRIPE_SECRET_KEY may not do this: ${error.message}`;
  if (error instanceof errors.StripeIdempotencyError)
    return `Stripe knows the idempotency key for something else: ${error.message}`;
  if (error instanceof errors.StripeInvalidRequestError)
    return `Stripe refuses the request: ${error.message}`;
  if (error instanceof errors.StripeRateLimitError) return `Stripe asks to wait: ${error.message}`;
  if (error instanceof errors.StripeConnectionError) return `no answer from Stripe: ${causeOf(error)}`;
  if (error instanceof errors.StripeAPIError)
    return `Stripe failed (status ${error.statusCode ?? 'unknown'}): ${error.message}`;
  return error.message;
}

/** A connection's error says little; the one of Node.js that it is about says what happened. */
function causeOf({ message, detail }: { readonly message: string; readonly detail?: unknown }): string {
  const { message: reason } = (detail ?? {}) as { readonly message?: unknown };
  return typeof reason === 'string' ? reason : message;
}

/** Some servers repeat the key that they don't accept. */
function withoutKeys(text: string): string {
  return text.replace(/\b[sr]k_[\w*]+/g, '[secret]');
}
