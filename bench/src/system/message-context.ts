import type { MessageContext } from '@ordersaga/contracts';
import { randomBytes, randomUUID } from 'node:crypto';

/** What stands around a message about an order that Order publishes now. */
export function orderContext(orderId: string): MessageContext {
  return {
    id: randomUUID(),
    source: '/ordersaga/order',
    subject: orderId,
    time: new Date(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
  };
}
