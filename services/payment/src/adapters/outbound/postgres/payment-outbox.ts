import { toOutboxMessage, type Cause, type Message } from '@ordersaga/contracts';
import type { OutboxMessage } from '@ordersaga/outbox';
import { v7 as uuidV7 } from 'uuid';
import type { PaymentEvent } from '../../../domain/payment-event';

const source = '/ordersaga/payment';

/** Makes outbox messages of what Payment tells. */
export type ToOutbox = (events: readonly PaymentEvent[], cause: Cause) => OutboxMessage[];

/** Puts each event into its envelope, for this topic; the key is the order's id. */
export function paymentOutbox(topic: string): ToOutbox {
  return (events, cause) => events.map((event) => toOutboxMessage(toMessage(event, cause), topic));
}

function toMessage(event: PaymentEvent, cause: Cause): Message {
  return { ...event, ...cause, id: uuidV7(), source, subject: event.data.orderId, time: new Date() };
}
