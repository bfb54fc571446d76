import { count } from '@ordersaga/unit-of-work';
import { EntitySchema } from 'typeorm';
import type { Attempt } from '../../../application/attempt';
import type { PaymentRecord } from '../../../application/payment-record';

/** How payments are stored. */
export const paymentEntity = new EntitySchema<PaymentRecord>({
  name: 'Payment',
  tableName: 'payments',
  columns: {
    orderId: { name: 'order_id', type: 'text', primary: true },
    closed: { type: 'boolean' },
    target: { type: 'jsonb', nullable: true },
    confirmedRevision: { name: 'confirmed_revision', type: 'integer' },
    answeredRevision: { name: 'answered_revision', type: 'integer' },
    declinedRevision: { name: 'declined_revision', type: 'integer' },
    charged: count('charged'),
    refunded: count('refunded'),
    currency: { type: 'text' },
    charges: { type: 'jsonb' },
    pending: { type: 'jsonb', nullable: true },
    pendingSince: { name: 'pending_since', type: 'timestamptz', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
    attemptCount: { name: 'attempt_count', type: 'integer' },
    cause: { type: 'jsonb' },
  },
});

/** How attempts are stored. */
export const attemptEntity = new EntitySchema<Attempt>({
  name: 'Attempt',
  tableName: 'payment_attempts',
  columns: {
    attemptId: { name: 'attempt_id', type: 'text', primary: true },
    orderId: { name: 'order_id', type: 'text' },
    position: { type: 'integer' },
    key: { type: 'text' },
    kind: { type: 'text' },
    amount: count('amount'),
    result: { type: 'text' },
    detail: { type: 'text', nullable: true },
    at: { name: 'answered_at', type: 'timestamptz' },
  },
});
