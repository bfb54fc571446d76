import type { PaymentDecision } from './decide-payment';
import type { Payment, PendingOperation } from './payment';
import type { RecordResult } from './payment-command';

/**
 * Enters what the provider has answered. Only the operation that is still pending is: an answer that comes twice, or
 * that another instance got as well, changes nothing. Which try a passing failure belongs to is looked at too.
 */
export function recordResult({ operation, result }: RecordResult, payment: Payment): PaymentDecision {
  const { pending } = payment;
  const unchanged: PaymentDecision = { payment, events: [] };
  if (!pending || pending.key !== operation.key) return unchanged;
  switch (result.kind) {
    case 'succeeded':
      return pending.kind === 'charge'
        ? { payment: charged(payment, pending, result.reference), events: [] }
        : refunded(payment, pending);
    case 'declined':
      // A refund is owed whatever the provider says: it stays pending and is tried again.
      return pending.kind === 'charge'
        ? declined(payment, pending, result.detail)
        : failed(payment, pending, operation);
    case 'failed':
      return failed(payment, pending, operation);
  }
}

function charged(
  payment: Payment,
  { key, amount }: PendingOperation,
  reference: string | undefined,
): Payment {
  const charge = { key, amount, ...(reference === undefined ? {} : { reference }) };
  return {
    ...payment,
    charged: payment.charged + amount,
    charges: [...payment.charges, charge],
    pending: null,
  };
}

function refunded(payment: Payment, { amount }: PendingOperation): PaymentDecision {
  const { orderId, currency } = payment;
  return {
    payment: { ...payment, refunded: payment.refunded + amount, pending: null },
    events: [{ type: 'com.ordersaga.payment.refunded.v1', data: { orderId, amount, currency } }],
  };
}

/** A decline is told while it is about the order as it is; a newer revision gets its own answer. */
function declined(payment: Payment, { revision }: PendingOperation, detail: string): PaymentDecision {
  const { orderId, closed, target } = payment;
  const current = !closed && target?.revision === revision;
  return {
    payment: {
      ...payment,
      pending: null,
      declinedRevision: revision,
      answeredRevision: Math.max(payment.answeredRevision, revision),
    },
    events: current
      ? [{ type: 'com.ordersaga.payment.declined.v1', data: { orderId, revision, detail } }]
      : [],
  };
}

function failed(payment: Payment, pending: PendingOperation, tried: PendingOperation): PaymentDecision {
  if (pending.failures !== tried.failures) return { payment, events: [] };
  return { payment: { ...payment, pending: { ...pending, failures: pending.failures + 1 } }, events: [] };
}
