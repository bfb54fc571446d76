import type { Payload } from '@ordersaga/contracts';
import type { Close } from '../domain/payment-command';

type Ended = Payload<'com.ordersaga.order.failed.v1' | 'com.ordersaga.order.cancelled.v1'>;

/** When an order has failed or was cancelled, what was charged goes back and nothing is charged any more. */
export function whenOrderFailed({ orderId }: Ended): Close {
  return { kind: 'close', orderId };
}
