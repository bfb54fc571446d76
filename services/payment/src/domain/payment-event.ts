import type { Payload } from '@ordersaga/contracts';

type PaymentEventType =
  | 'com.ordersaga.payment.completed.v1'
  | 'com.ordersaga.payment.declined.v1'
  | 'com.ordersaga.payment.refunded.v1';

/** Something that Payment tells the other services, named and shaped as in the contracts. */
export type PaymentEvent = {
  [T in PaymentEventType]: { readonly type: T; readonly data: Payload<T> };
}[PaymentEventType];
