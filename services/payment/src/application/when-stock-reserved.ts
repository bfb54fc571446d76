import type { Payload } from '@ordersaga/contracts';
import type { AskFor } from '../domain/payment-command';

/** When stock is reserved, the payment of the order shall become this total. */
export function whenStockReserved(data: Payload<'com.ordersaga.stock.reserved.v1'>): AskFor {
  const { orderId, revision, total, hold, currency, paymentMethod } = data;
  return { kind: 'ask-for', orderId, revision, total, hold, currency, paymentMethod };
}
