import { ifMatchOf, parseBody, parseOptionalBody, parseQuery } from '@ordersaga/http-edge';
import type { Request, Response, Router } from 'express';
import type { ChangeOrderHandler, RequestedChange } from '../../../application/change-order';
import { askedByCustomer } from './asked-by-customer';
import { addItemBody, cancelBody, confirmBody, removeItemQuery } from './change-order-input';
import { sendOrder } from './order-representation';

/** The part of Order's HTTP contract that changes, confirms and cancels an order, each guarded by `If-Match` if given. */
export function changeOrderRoutes(changeOrder: ChangeOrderHandler, router: Router): void {
  const answer = async (
    request: Request<{ orderId: string }>,
    response: Response,
    change: RequestedChange,
  ): Promise<void> => {
    const matches = ifMatchOf(request);
    const isMeant = matches && ((version: number) => matches(String(version)));
    const { orderId } = request.params;
    sendOrder(response, await changeOrder.change(orderId, change, askedByCustomer(request), isMeant));
  };

  router.post('/orders/:orderId/items', (request, response) =>
    answer(request, response, { type: 'add-item', ...parseBody(addItemBody, request) }),
  );
  router.delete('/orders/:orderId/items/:productId', (request, response) => {
    const { productId } = request.params;
    return answer(request, response, {
      type: 'remove-item',
      productId,
      ...parseQuery(removeItemQuery, request),
    });
  });
  router.post('/orders/:orderId/confirm', (request, response) => {
    parseOptionalBody(confirmBody, request);
    return answer(request, response, { type: 'confirm' });
  });
  router.post('/orders/:orderId/cancel', (request, response) =>
    answer(request, response, { type: 'cancel', ...parseOptionalBody(cancelBody, request) }),
  );
}
