import type { Payload } from '@ordersaga/contracts';
import type { GiveBack } from '../domain/reservation-command';

type Ended = Payload<'com.ordersaga.order.failed.v1' | 'com.ordersaga.order.cancelled.v1'>;

/** When an order has failed or was cancelled, its stock goes back. */
export function whenOrderFailed({ orderId, revision }: Ended): GiveBack {
  return { kind: 'give-back', orderId, revision };
}
