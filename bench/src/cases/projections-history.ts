import type { Message } from '@ordersaga/contracts';
import { randomUUID } from 'node:crypto';
import { orderContext } from '../system/message-context';
import { sampleOrder } from '../system/sample-orders';

/** So many orders are placed between an order's placement and its completion. */
const openAtATime = 1000;

type HistoryMessage =
  Message<'com.ordersaga.order.domain.placed.v1'> | Message<'com.ordersaga.order.domain.completed.v1'>;

/** The domain events of a number of orders, two each, as a busy Order publishes them. */
export function* orderHistory(orders: number): Generator<HistoryMessage> {
  const open: string[] = [];
  for (let number = 0; number < orders; number += 1) {
    const orderId = randomUUID();
    open.push(orderId);
    yield placed(orderId, number);
    if (open.length > openAtATime) yield completed(open.shift() as string);
  }
  for (const orderId of open) yield completed(orderId);
}

function placed(orderId: string, number: number): HistoryMessage {
  const { customerId, items: requested, hold, paymentMethod } = sampleOrder(number);
  const items = requested.map((item) => ({ ...item, unitPrice: 990 }));
  const total = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const terms = { revision: 1, items, currency: 'EUR', total, hold, paymentMethod };
  return {
    ...orderContext(orderId),
    type: 'com.ordersaga.order.domain.placed.v1',
    data: { orderId, version: 1, customerId, ...terms },
  };
}

function completed(orderId: string): HistoryMessage {
  return {
    ...orderContext(orderId),
    type: 'com.ordersaga.order.domain.completed.v1',
    data: { orderId, version: 2, revision: 1 },
  };
}
