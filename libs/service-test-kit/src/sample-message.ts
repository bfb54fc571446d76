import { randomUUID } from 'node:crypto';
import { toWire, type Message, type MessageType, type Payload } from '@ordersaga/contracts';
import type { OutgoingRecord } from '@ordersaga/messaging';

/** A message about an order or a product as its service would send it, correlated as `correlation-of-<subject>`. */
export function sampleMessage<T extends MessageType>(type: T, data: Payload<T>): Message<T> {
  const about: { orderId?: string; productId?: string } = data;
  const subject = about.orderId ?? about.productId ?? '';
  return {
    id: randomUUID(),
    source: `/ordersaga/${senderOf(type)}`,
    subject,
    time: new Date(),
    correlationId: `correlation-of-${subject}`,
    causationId: 'cause',
    type,
    data,
  };
}

/** Messages as their services publish them, each on the integration topic of its source. */
export function toRecords(messages: readonly Message[], topicPrefix: string): OutgoingRecord[] {
  return messages.map((message) => ({
    topic: `${topicPrefix}${message.source.replace('/ordersaga/', '')}.integration-events`,
    ...toWire(message),
  }));
}

function senderOf(type: MessageType): string {
  const [, , subject] = type.split('.') as [string, string, string];
  return subject === 'product' ? 'stock' : subject;
}
