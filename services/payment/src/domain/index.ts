/** The rules of payments, for whoever plays them without a server. */
export { decidePayment, type PaymentDecision } from './decide-payment';
export type { Charge, Payment, PendingOperation } from './payment';
export type { OperationResult, PaymentCommand } from './payment-command';
export type { PaymentEvent } from './payment-event';
export { recordResult } from './record-result';
export { settle } from './settle';
