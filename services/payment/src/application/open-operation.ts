import type { Charge, PendingOperation } from '../domain/payment';
import type { PaymentRecord } from './payment-record';

/** A pending operation with all it takes to call the provider. */
export interface OpenOperation {
  readonly orderId: string;
  readonly operation: PendingOperation;
  readonly currency: string;
  readonly charges: readonly Charge[];
  /** W3C trace context of what led to it. */
  readonly traceparent?: string | undefined;
}

/** The operation that a record waits for. */
export function openOperationOf({
  orderId,
  pending,
  currency,
  charges,
  cause: { traceparent },
}: PaymentRecord): OpenOperation | undefined {
  return pending ? { orderId, operation: pending, currency, charges, traceparent } : undefined;
}
