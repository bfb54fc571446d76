import { setTimeout as pause } from 'node:timers/promises';
import { appendToOutbox, type OutboxHint, type OutboxMessage } from '@ordersaga/outbox';
import type { Pool } from 'pg';
import type { Bench } from '../bench';
import { monotonicMs } from '../clock';

/** When messages were committed, by message id; of the clock that processes share. */
export type CommitTimes = ReadonlyMap<string, number>;

/**
 * Commits messages at an even pace, each in a transaction of its own with a hint after it, as a service does. The pace is
 * the calendar's: a commit that takes long delays no later one, save those of its own key.
 */
export async function writeSteadily(
  { signal }: Pick<Bench, 'signal'>,
  { pool, hint }: { pool: Pool; hint: OutboxHint },
  messages: readonly OutboxMessage[],
  perSecond: number,
): Promise<CommitTimes> {
  const committed = new Map<string, number>();
  const writes: Promise<void>[] = [];
  const lastOfKey = new Map<string, Promise<void>>();
  const write = async (message: OutboxMessage): Promise<void> => {
    // In a service the order's row is locked meanwhile.
    await lastOfKey.get(message.key);
    await appendToOutbox(pool, [message]);
    committed.set(message.messageId, monotonicMs());
    hint.notify();
  };
  const begin = performance.now();
  for (const [index, message] of messages.entries()) {
    signal.throwIfAborted();
    const early = begin + (index * 1000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    const writing = write(message);
    writing.catch(() => undefined); // told below, once all have ended
    writes.push(writing);
    lastOfKey.set(message.key, writing);
  }
  await Promise.all(writes);
  return committed;
}
