import { netPaid, type Payment } from './payment';
import type { AskFor, PaymentCommand } from './payment-command';
import type { PaymentEvent } from './payment-event';
import { recordResult } from './record-result';
import { settle } from './settle';

/** The payment as it is from now on, and what to tell. */
export interface PaymentDecision {
  readonly payment: Payment;
  readonly events: readonly PaymentEvent[];
}

/**
 * Decides one command: it sets what the payment shall become, or records what the provider has answered; then the
 * next operation towards it is planned. A command that comes twice, late, or after the end gives back the same
 * payment object and no events.
 */
export function decidePayment(command: PaymentCommand, payment: Payment): PaymentDecision {
  const unchanged: PaymentDecision = { payment, events: [] };
  switch (command.kind) {
    case 'ask-for':
      return isNewer(command, payment) ? settle(askFor(command, payment)) : unchanged;
    case 'confirm':
      return !payment.closed && command.revision > payment.confirmedRevision
        ? settle({ ...payment, confirmedRevision: command.revision })
        : unchanged;
    case 'close':
      return payment.closed ? unchanged : settle({ ...payment, closed: true });
    case 'record-result': {
      const recorded = recordResult(command, payment);
      if (recorded.payment === payment) return unchanged;
      const next = settle(recorded.payment);
      return { payment: next.payment, events: [...recorded.events, ...next.events] };
    }
  }
}

function isNewer({ revision }: AskFor, { closed, target }: Payment): boolean {
  return !closed && revision > (target?.revision ?? 0);
}

function askFor({ revision, total, hold, currency, paymentMethod }: AskFor, payment: Payment): Payment {
  const target = { revision, total, hold, paymentMethod };
  // Amounts of two currencies can't be set off against each other: the first charge settles which it is.
  return {
    ...payment,
    target,
    currency: netPaid(payment) === 0 && !payment.pending ? currency : payment.currency,
  };
}
