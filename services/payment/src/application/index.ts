/** What Payment does, on whatever store and provider it is given: for whoever drives it without Postgres, Kafka and HTTP. */
export type { Attempt } from './attempt';
export { openOperationOf, type OpenOperation } from './open-operation';
export { paymentTriggerTypes, type PaymentTrigger } from './payment-messages';
export type { PaymentRecord } from './payment-record';
export type { ChargeRequest, PaymentGateway, RefundRequest } from './ports/payment-gateway';
export type { PaymentScope, PaymentStore } from './ports/payment-store';
export { reactToMessages } from './react-to-messages';
export { Settlement } from './settlement';
