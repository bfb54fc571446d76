import type { Charge, PendingOperation } from '../domain/payment';
import type { PaymentRecord } from './payment-record';

/** A pending operation with all it takes to call the provider. */
export interface OpenOperation {
  readonly orderId: string;
  readonly operation: PendingOperation;
  readonly currency: string;
  readonly charges: readonly Charge[];
  /** What earlier refunds gave back of the charges, minor units. */
  readonly refunded: number;
  /** Since when it is pending: the provider knows its key no longer than that. */
  readonly since: Date;
  /** W3C trace context of what led to it. */
  readonly traceparent?: string | undefined;
}

/** The operation that a record waits for. */
export function openOperationOf({
  orderId,
  pending,
  currency,
  charges,
  refunded,
  pendingSince,
  cause: { traceparent },
}: PaymentRecord): OpenOperation | undefined {
  return pending && pendingSince
    ? { orderId, operation: pending, currency, charges, refunded, since: pendingSince, traceparent }
    : undefined;
}
