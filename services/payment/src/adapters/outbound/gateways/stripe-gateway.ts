import type { WarningLog } from '@ordersaga/service-runtime';
import type Stripe from 'stripe';
import type {
  ChargeRequest,
  PaymentGateway,
  RefundRequest,
} from '../../../application/ports/payment-gateway';
import type { Charge } from '../../../domain/payment';
import type { OperationResult } from '../../../domain/payment-command';
import { findCharge, makeCharge } from './stripe-charge';
import { openStripe, type StripeSettings } from './stripe-client';
import { answerToError, isKeySpent, isRefusal } from './stripe-errors';
import { findRefund, makeRefund } from './stripe-refund';
import { idempotencyKeyOf, intentParams, stripeMethodOf } from './stripe-request';

/**
 * How long Stripe remembers a key for certain, milliseconds: 24 hours from its first use
 * (https://docs.stripe.com/api/idempotent_requests), less one for the clocks and the call itself.
 */
const keyLifetimeMs = 23 * 3_600_000;

/** Something to be done once, and how to find out whether it was. */
interface Operation {
  make(): Promise<OperationResult>;
  find(): Promise<OperationResult | undefined>;
}

/**
 * Payments by Stripe: a PaymentIntent for a charge, a Refund for each charge that a refund is taken from, each under the
 * operation's own key as idempotency key and with that key in its metadata. The key is what keeps it at one charge while
 * Stripe remembers it; once it may have forgotten, and when the key has only an error to tell, the metadata is searched
 * before anything is made again. Never rejects.
 */
export class StripeGateway implements PaymentGateway {
  constructor(
    private readonly stripe: Stripe,
    private readonly log: WarningLog,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @param log hears of what an operator has to put right */
  static open(settings: StripeSettings, log: WarningLog): StripeGateway {
    return new StripeGateway(openStripe(settings), log);
  }

  charge(request: ChargeRequest, signal: AbortSignal): Promise<OperationResult> {
    const method = stripeMethodOf(request.paymentMethod);
    if (!method) return Promise.resolve(unknown(request.paymentMethod));
    const key = idempotencyKeyOf(request.key);
    const params = intentParams(request, method, key);
    return this.carryOut(request, signal, {
      make: () => makeCharge(this.stripe, params, key),
      find: () => findCharge(this.stripe, params, key),
    });
  }

  /** One refund for each part. Should one fail, those before it are found again under their keys. */
  async refund(request: RefundRequest, signal: AbortSignal): Promise<OperationResult> {
    const references: string[] = [];
    for (const [index, part] of request.parts.entries()) {
      const result = await this.refundPart(request, part, index, signal);
      if (result.kind !== 'succeeded') return result;
      references.push(result.reference ?? '');
    }
    return { kind: 'succeeded', reference: references.join(' ') };
  }

  private refundPart(
    request: RefundRequest,
    { key, reference = '', amount }: Charge,
    index: number,
    signal: AbortSignal,
  ): Promise<OperationResult> {
    if (!reference.startsWith('pi_')) return Promise.resolve(foreign(key));
    const idempotencyKey = idempotencyKeyOf(index === 0 ? request.key : `${request.key}#${index + 1}`);
    const refund = { intentId: reference, amount, idempotencyKey };
    return this.carryOut(request, signal, {
      make: () => makeRefund(this.stripe, request, refund),
      find: () => findRefund(this.stripe, request, refund),
    });
  }

  private async carryOut(
    request: ChargeRequest,
    signal: AbortSignal,
    operation: Operation,
  ): Promise<OperationResult> {
    try {
      const known = this.mayBeForgotten(request.since) ? await operation.find() : undefined;
      if (known) return known;
      signal.throwIfAborted();
      return await operation.make();
    } catch (error) {
      const found = isKeySpent(error) ? await operation.find().catch(() => undefined) : undefined;
      return found ?? this.answerTo(error, request);
    }
  }

  private mayBeForgotten(since: Date): boolean {
    return this.now().getTime() - since.getTime() > keyLifetimeMs;
  }

  private answerTo(error: unknown, { orderId, key }: ChargeRequest): OperationResult {
    const answer = answerToError(error);
    if (answer.kind === 'failed' && isRefusal(error))
      this.log.warn({ orderId, key, detail: answer.detail }, 'Stripe refuses a call; it will be tried again');
    return answer;
  }
}

function unknown(paymentMethod: string): OperationResult {
  return { kind: 'declined', detail: `${paymentMethod} is no payment method of Stripe` };
}

function foreign(key: string): OperationResult {
  return {
    kind: 'failed',
    detail: `the charge ${key} was not made with Stripe: give it back where it was made`,
  };
}
