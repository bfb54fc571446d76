import type { Cause } from '@ordersaga/contracts';
import { decidePayment } from '../domain/decide-payment';
import { emptyPayment, type Payment } from '../domain/payment';
import type { PaymentCommand } from '../domain/payment-command';
import type { PaymentEvent } from '../domain/payment-event';
import { retryPauseMs } from '../domain/retry-pause';

/** A payment as it is kept: with what is needed to carry on after a crash. */
export interface PaymentRecord extends Payment {
  /** Since when an operation is pending; null when none is. */
  readonly pendingSince: Date | null;
  /** When anyone may call the provider (again); null when no operation is pending. */
  readonly retryAt: Date | null;
  /** How many answers of the provider were recorded. */
  readonly attemptCount: number;
  /** What led to the operation that is pending, or to the last one. */
  readonly cause: Cause;
}

/** The record of an order that Payment has not heard of. */
export function emptyRecord(orderId: string, cause: Cause): PaymentRecord {
  return { ...emptyPayment(orderId), pendingSince: null, retryAt: null, attemptCount: 0, cause };
}

/** A record after a command; the very same object when nothing has changed. */
export interface RecordDecision {
  readonly record: PaymentRecord;
  readonly events: readonly PaymentEvent[];
}

/**
 * Decides a command on a record.
 * @param graceMs how long a newly planned operation is left to those who planned it, before others take it up
 */
export function decideRecord(
  command: PaymentCommand,
  record: PaymentRecord,
  at: Date,
  graceMs: number,
): RecordDecision {
  const { payment, events } = decidePayment(command, record);
  if (payment === record) return { record, events };
  return { record: { ...record, ...payment, ...schedule(payment, record, at, graceMs) }, events };
}

function schedule(
  { pending }: Payment,
  before: PaymentRecord,
  at: Date,
  graceMs: number,
): Pick<PaymentRecord, 'pendingSince' | 'retryAt'> {
  if (!pending) return { pendingSince: null, retryAt: null };
  if (pending.key !== before.pending?.key) return { pendingSince: at, retryAt: later(at, graceMs) };
  if (pending.failures === before.pending.failures)
    return { pendingSince: before.pendingSince, retryAt: before.retryAt };
  return { pendingSince: before.pendingSince, retryAt: later(at, retryPauseMs(pending.failures)) };
}

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
