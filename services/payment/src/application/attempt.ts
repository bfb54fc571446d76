import type { OperationResult } from '../domain/payment-command';
import type { PendingOperation } from '../domain/payment';
import type { PaymentRecord } from './payment-record';

/** One answer of the provider, as it is kept. */
export interface Attempt {
  /** Unique: the order's id and the position. */
  readonly attemptId: string;
  readonly orderId: string;
  /** Counts the order's attempts from 1. */
  readonly position: number;
  readonly key: string;
  readonly kind: 'charge' | 'refund';
  /** Minor units. */
  readonly amount: number;
  readonly result: OperationResult['kind'];
  readonly detail: string | null;
  readonly at: Date;
}

/** The entry for an answer that has moved the record. */
export function toAttempt(
  { orderId, attemptCount }: PaymentRecord,
  { key, kind, amount }: PendingOperation,
  result: OperationResult,
  at: Date,
): Attempt {
  const position = attemptCount + 1;
  const detail = result.kind === 'succeeded' ? null : result.detail;
  return {
    attemptId: `${orderId}#${position}`,
    orderId,
    position,
    key,
    kind,
    amount,
    result: result.kind,
    detail,
    at,
  };
}
