import { toHeaders, type Message } from './envelope';

/** A message as an outbox keeps it until it leaves for its topic, under its subject as key. */
export function toOutboxMessage(message: Message, topic: string) {
  const { id: messageId, subject: key, data: payload } = message;
  return { messageId, topic, key, headers: toHeaders(message), payload };
}
