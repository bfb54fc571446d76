import { idempotencyKeyOf, parseBody, parseQuery } from '@ordersaga/http-edge';
import type { Router } from 'express';
import type { ChangeOrderHandler } from '../../../application/change-order';
import type { PlaceOrderHandler } from '../../../application/place-order';
import type { Catalogue } from '../../../application/ports/catalogue';
import type { OrderStore } from '../../../application/ports/order-store';
import { readHistory, readOrder } from '../../../application/read-order';
import { askedByCustomer } from './asked-by-customer';
import { changeOrderRoutes } from './change-order-routes';
import { orderQuery } from './order-query';
import { sendOrder, showHistory } from './order-representation';
import { placeOrderBody } from './place-order-body';

/** What the routes answer from. */
export interface OrderRoutePorts {
  readonly placeOrder: PlaceOrderHandler;
  readonly changeOrder: ChangeOrderHandler;
  readonly store: OrderStore;
  readonly catalogue: Catalogue;
}

/** The HTTP contract of Order. */
export function orderRoutes({ placeOrder, changeOrder, store, catalogue }: OrderRoutePorts) {
  return (router: Router): void => {
    router.post('/orders', async (request, response) => {
      const key = idempotencyKeyOf(request);
      const body = parseBody(placeOrderBody, request);
      const order = await placeOrder.place(body, askedByCustomer(request), key);
      sendOrder(response.status(201).location(`/orders/${order.orderId}`), order);
    });
    changeOrderRoutes(changeOrder, router);
    router.get('/orders/:orderId', async (request, response) => {
      const asOf = parseQuery(orderQuery, request);
      sendOrder(response, await readOrder(store, request.params.orderId, asOf));
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
