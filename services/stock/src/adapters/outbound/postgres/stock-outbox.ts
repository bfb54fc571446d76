import { toOutboxMessage, type Cause, type Message } from '@ordersaga/contracts';
import type { OutboxMessage } from '@ordersaga/outbox';
import { v7 as uuidV7 } from 'uuid';
import type { StockEvent } from '../../../domain/stock-event';

const source = '/ordersaga/stock';

/** Makes outbox messages of what Stock tells. */
export type ToOutbox = (events: readonly StockEvent[], cause: Cause) => OutboxMessage[];

/** Puts each event into its envelope, for this topic. The key is the order's id, of product events the product's. */
export function stockOutbox(topic: string): ToOutbox {
  return (events, cause) => events.map((event) => toOutboxMessage(toMessage(event, cause), topic));
}

function toMessage(event: StockEvent, cause: Cause): Message {
  const subject = 'orderId' in event.data ? event.data.orderId : event.data.productId;
  return { ...event, ...cause, id: uuidV7(), source, subject, time: new Date() };
}
