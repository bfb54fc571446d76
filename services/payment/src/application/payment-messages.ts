import type { Message } from '@ordersaga/contracts';

/** The messages that move payments. `order.completed` isn't among them: nothing is left to do then. */
export const paymentTriggerTypes = [
  'com.ordersaga.stock.reserved.v1',
  'com.ordersaga.order.confirmed.v1',
  'com.ordersaga.order.failed.v1',
  'com.ordersaga.order.cancelled.v1',
] as const;

export type PaymentTriggerType = (typeof paymentTriggerTypes)[number];
export type PaymentTrigger = Message<PaymentTriggerType>;
