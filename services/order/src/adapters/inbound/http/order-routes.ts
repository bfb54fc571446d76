import { correlationOf, idempotencyKeyOf, parseBody, parseQuery } from '@ordersaga/http-edge';
import type { Response, Router } from 'express';
import type { PlaceOrderHandler } from '../../../application/place-order';
import type { Catalogue } from '../../../application/ports/catalogue';
import type { OrderStore } from '../../../application/ports/order-store';
import { readHistory, readOrder } from '../../../application/read-order';
import type { Order } from '../../../domain/order';
import { orderQuery } from './order-query';
import { showHistory, showOrder } from './order-representation';
import { placeOrderBody } from './place-order-body';

/** What the routes answer from. */
export interface OrderRoutePorts {
  readonly placeOrder: PlaceOrderHandler;
  readonly store: OrderStore;
  readonly catalogue: Catalogue;
}

/** The HTTP contract of Order. */
export function orderRoutes({ placeOrder, store, catalogue }: OrderRoutePorts) {
  return (router: Router): void => {
    router.post('/orders', async (request, response) => {
      const key = idempotencyKeyOf(request);
      const order = await placeOrder.place(parseBody(placeOrderBody, request), correlationOf(request), key);
      send(response.status(201).location(`/orders/${order.orderId}`), order);
    });
    router.get('/orders/:orderId', async (request, response) => {
      const asOf = parseQuery(orderQuery, request);
      send(response, await readOrder(store, request.params.orderId, asOf));
    });
    router.get('/orders/:orderId/history', async (request, response) => {
      const { orderId } = request.params;
      response.json(showHistory(orderId, await readHistory(store, orderId)));
    });
    router.get('/products', async (_request, response) => {
      response.json(await catalogue.list());
    });
  };
}

/** An order's version is its entity tag. */
function send(response: Response, order: Order): void {
  response.set('ETag', `"${order.version}"`).json(showOrder(order));
}
