import { toWire, type Message } from '@ordersaga/contracts';
import type { Messaging, OutgoingRecord } from '@ordersaga/messaging';

const recordsASend = 1000;

/** Puts messages onto a topic, in their order, as the relay would. @returns how many */
export async function publishAhead(
  messaging: Messaging,
  topic: string,
  messages: Iterable<Message>,
): Promise<number> {
  const publisher = messaging.publisher();
  let waiting: OutgoingRecord[] = [];
  let published = 0;
  const send = async (): Promise<void> => {
    await publisher.publish(waiting);
    published += waiting.length;
    waiting = [];
  };
  for (const message of messages) {
    waiting.push({ topic, ...toWire(message) });
    if (waiting.length === recordsASend) await send();
  }
  await send();
  await publisher.disconnect();
  return published;
}
