import type { Payload } from '@ordersaga/contracts';
import type { SetLines } from '../domain/reservation-command';

type Placed = Payload<'com.ordersaga.order.placed.v1' | 'com.ordersaga.order.items-changed.v1'>;

/** When an order is placed or its items have changed, its reservation becomes these items. */
export function whenOrderPlaced(data: Placed): SetLines {
  const { orderId, revision, items, total, hold, currency, paymentMethod } = data;
  const lines = items.map(({ productId, quantity }) => ({ productId, quantity }));
  return { kind: 'set-lines', orderId, revision, lines, total, hold, currency, paymentMethod };
}
