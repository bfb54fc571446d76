import type { OutboxMessage } from '@ordersaga/outbox';
import { v7 as uuidV7 } from 'uuid';
import { domainMessage, eventsOfAnOrder, orderStep, type OrderStep } from './order-events';

/** Orders whose events lie between each other's, as those of customers who order at the same time. */
const atOnce = 50;

/** The least number of events of which every order is whole. */
export const wholeOrders = atOnce * eventsOfAnOrder;

/** So many events of orders, each order's in its order. */
export function stepsOfOrders(count: number): OrderStep[] {
  const steps: OrderStep[] = [];
  while (steps.length < count) {
    const orderIds = Array.from({ length: atOnce }, () => uuidV7());
    for (let version = 1; version <= eventsOfAnOrder; version += 1)
      steps.push(...orderIds.map((orderId) => orderStep(orderId, version)));
  }
  return steps.slice(0, count);
}

/** The messages of so many events of orders, each key's in its order. */
export function messagesOfOrders(count: number, topic: string): OutboxMessage[] {
  return stepsOfOrders(count).map((step) => domainMessage(step, topic));
}
