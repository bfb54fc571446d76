import type { Message } from '@ordersaga/contracts';
import { randomUUID } from 'node:crypto';
import { orderContext } from '../system/message-context';
import { productId, unitPrice } from '../system/sample-orders';

/** What Order tells Stock of new orders, each about one piece of the product that is chosen for its number. */
export function* ordersPlaced(
  orders: number,
  productOf: (order: number) => number,
): Generator<Message<'com.ordersaga.order.placed.v1'>> {
  for (let order = 0; order < orders; order += 1) {
    const orderId = randomUUID();
    const product = productOf(order);
    yield {
      ...orderContext(orderId),
      type: 'com.ordersaga.order.placed.v1',
      data: {
        orderId,
        customerId: `customer-${order}`,
        revision: 1,
        items: [{ productId: productId(product), quantity: 1, unitPrice: unitPrice(product) }],
        total: unitPrice(product),
        hold: false,
        currency: 'EUR',
        paymentMethod: 'card-ok',
      },
    };
  }
}
