import type { Router } from 'express';
import type { PaymentStore } from '../../../application/ports/payment-store';
import { PaymentNotFoundError, readPayment } from '../../../application/read-payment';

/** What an order's id may look like; Postgres would refuse to look for one with NUL in it. */
const orderIdForm = /^\P{Cc}{1,200}$/u;

/** The HTTP contract of Payment. */
export function paymentRoutes(store: PaymentStore) {
  return (router: Router): void => {
    router.get('/payments/:orderId', async (request, response) => {
      const { orderId } = request.params;
      if (!orderIdForm.test(orderId)) throw new PaymentNotFoundError(orderId);
      response.json(await readPayment(store, orderId));
    });
  };
}
