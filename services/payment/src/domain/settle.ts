import type { PaymentDecision } from './decide-payment';
import { netPaid, type Payment, type PendingOperation, type Target } from './payment';

/**
 * Plans the one operation that brings what is paid towards what shall be paid, or says that it is there. While an
 * operation is under way nothing is planned: its outcome is not known, so neither is the difference.
 */
export function settle(payment: Payment): PaymentDecision {
  if (payment.pending) return { payment, events: [] };
  return payment.closed ? returnEverything(payment) : meetTarget(payment);
}

function returnEverything(payment: Payment): PaymentDecision {
  const paid = netPaid(payment);
  if (paid === 0) return { payment, events: [] };
  const revision = payment.target?.revision ?? 0;
  // Not the key of a refund that only lowers a total: those are for another amount.
  const key = `${payment.orderId}:closed:refund`;
  return plan(payment, { key, kind: 'refund', amount: paid, revision, ...methodOf(payment.target) });
}

function meetTarget(payment: Payment): PaymentDecision {
  const { orderId, target } = payment;
  if (!target || !isDue(target, payment)) return { payment, events: [] };
  const { revision } = target;
  const difference = target.total - netPaid(payment);
  if (difference === 0) return complete(payment, revision);
  const key = difference > 0 ? `${orderId}:${revision}` : `${orderId}:${revision}:refund`;
  const kind = difference > 0 ? 'charge' : 'refund';
  return plan(payment, { key, kind, amount: Math.abs(difference), revision, ...methodOf(target) });
}

function isDue(target: Target, { answeredRevision, confirmedRevision }: Payment): boolean {
  if (target.revision <= answeredRevision) return false;
  return !target.hold || confirmedRevision === target.revision;
}

function complete(payment: Payment, revision: number): PaymentDecision {
  const { orderId, currency } = payment;
  return {
    payment: { ...payment, answeredRevision: revision },
    events: [
      {
        type: 'com.ordersaga.payment.completed.v1',
        data: { orderId, revision, charged: netPaid(payment), currency },
      },
    ],
  };
}

function plan(payment: Payment, operation: Omit<PendingOperation, 'failures'>): PaymentDecision {
  return { payment: { ...payment, pending: { ...operation, failures: 0 } }, events: [] };
}

function methodOf(target: Target | null): { paymentMethod: string } {
  return { paymentMethod: target?.paymentMethod ?? '' };
}
