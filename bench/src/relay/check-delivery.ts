import { readToEnd } from '@ordersaga/audit';
import type { OutboxMessage } from '@ordersaga/outbox';
import type { Bench } from '../bench';
import { plainKafka } from '../references/plain-kafkajs';

type Sent = Pick<OutboxMessage, 'key' | 'messageId'>;

/**
 * Reads a topic to its end: every committed row is there at least once, nothing else is, and each key's are in the order
 * given. @throws Error which tells the first that is not so
 */
export async function checkDelivery(bench: Bench, topic: string, sent: readonly Sent[]): Promise<void> {
  const found = new KeyOrders();
  await readToEnd(plainKafka(bench.backing.kafka), topic, (records) => {
    for (const { key, headers } of records)
      found.add({ key: key?.toString() ?? '', messageId: headers?.ce_id?.toString() ?? '' });
  });
  const fault = firstFault(sent, found);
  if (fault) throw new Error(`${topic}: ${fault}`);
}

/** What is wrong with what was found, if anything. */
export function firstFault(sent: readonly Sent[], found: KeyOrders): string | undefined {
  const expected = new KeyOrders();
  sent.forEach((each) => expected.add(each));
  if (found.messages !== expected.messages)
    return `${expected.messages} messages were committed, ${found.messages} different ones were published`;
  for (const [key, messageIds] of expected.byKey) {
    const own = found.byKey.get(key) ?? [];
    const wrong = messageIds.findIndex((messageId, place) => own[place] !== messageId);
    if (wrong >= 0)
      return `at place ${wrong + 1} of key ${key} is ${own[wrong] ?? 'nothing'} in place of ${messageIds[wrong]}`;
  }
  return undefined;
}

/** The messages of each key in the order in which they came first. */
export class KeyOrders {
  readonly byKey = new Map<string, string[]>();
  private readonly seen = new Set<string>();

  get messages(): number {
    return this.seen.size;
  }

  /** Takes no notice of a message that it has already: publishing is at least once. */
  add({ key, messageId }: Sent): void {
    if (this.seen.has(messageId)) return;
    this.seen.add(messageId);
    const own = this.byKey.get(key);
    if (own) own.push(messageId);
    else this.byKey.set(key, [messageId]);
  }
}
