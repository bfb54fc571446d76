import type { Payload } from '@ordersaga/contracts';
import type { Confirm } from '../domain/payment-command';

/** When a held order is confirmed, it may be charged. */
export function whenOrderConfirmed(data: Payload<'com.ordersaga.order.confirmed.v1'>): Confirm {
  return { kind: 'confirm', orderId: data.orderId, revision: data.revision };
}
