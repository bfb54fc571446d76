import type { Charge } from '../../domain/payment';
import type { OperationResult } from '../../domain/payment-command';

/** What is common to charges and refunds. */
interface GatewayRequest {
  /** The provider carries out a key once, and answers repetitions of it as it did the first time. */
  readonly key: string;
  readonly orderId: string;
  /** Minor units of `currency`, positive. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** As the customer gave it with the order. */
  readonly paymentMethod: string;
  /** Counts the tries of this key from 1. A try whose outcome got lost is not counted. */
  readonly attempt: number;
  /** The provider was not asked under this key before; for one that forgets keys after a while. */
  readonly since: Date;
  /** W3C trace context, for a provider that takes one. */
  readonly traceparent?: string | undefined;
}

export type ChargeRequest = GatewayRequest;

export interface RefundRequest extends GatewayRequest {
  /** What to give back of which charge, with the reference that its charge was answered with. Adds up to the amount. */
  readonly parts: readonly Charge[];
}

/**
 * A payment provider. `succeeded` and `declined` are final for a key; `failed`, like any rejection, leaves open
 * whether the money has moved, and is tried again with the same key: it is also the answer to a key that was used for
 * something else. Details are shown to customers and kept: no secret belongs into them. `npm test` runs one conformance
 * suite against every gateway.
 */
export interface PaymentGateway {
  /** Takes money. The signal says when nobody waits for the answer any more. */
  charge(request: ChargeRequest, signal: AbortSignal): Promise<OperationResult>;
  /** Gives money back. A refund is owed: one that the provider declines is tried again. */
  refund(request: RefundRequest, signal: AbortSignal): Promise<OperationResult>;
}
