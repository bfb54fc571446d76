import type { Cause, Message, MessageType, Payload } from '@ordersaga/contracts';
import type { StoryTime } from '../surroundings';

/** Puts what a service tells into its envelope, as its outbox does. */
export function messageFrom<T extends MessageType>(
  service: string,
  event: { readonly type: T; readonly data: Payload<T> },
  { correlationId, causationId }: Cause,
  { now, newId }: StoryTime,
): Message {
  const data: Partial<Record<'orderId' | 'productId', string>> = event.data;
  const subject = data.orderId ?? data.productId ?? '';
  const source = `/ordersaga/${service}`;
  return { ...event, correlationId, causationId, id: newId(), source, subject, time: now() } as Message;
}
