import type { Payload } from '@ordersaga/contracts';
import type { Spend } from '../domain/reservation-command';

/** When an order is completed, what it has reserved is sold. */
export function whenOrderCompleted({ orderId }: Payload<'com.ordersaga.order.completed.v1'>): Spend {
  return { kind: 'spend', orderId };
}
