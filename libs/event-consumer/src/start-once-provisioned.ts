import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Messaging, TopicSpec } from '@ordersaga/messaging';
import type { WarningLog } from '@ordersaga/service-runtime';

interface Provisioning {
  readonly messaging: Messaging;
  readonly topics: readonly TopicSpec[];
  readonly logger: WarningLog;
  readonly stopped: AbortSignal;
}

/** How long one attempt at the topics may take, milliseconds. */
const attemptMs = 3_000;

/** Pause before topics are asked for again, milliseconds. */
const pauseMs = 500;

/** Starts the consumer once its topics are there, however long that takes. Resolves at once when stopped meanwhile. */
export async function startOnceProvisioned(consumer: Consumer, around: Provisioning): Promise<void> {
  const { messaging, topics, logger, stopped } = around;
  const stop = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve()));
  while (!stopped.aborted) {
    try {
      // A stop waits for no broker: an attempt that is under way ends by itself, or with the connections.
      await Promise.race([messaging.ensureTopics(topics, { deadlineMs: attemptMs }), stop]);
      if (!stopped.aborted) await consumer.start();
      return;
    } catch (error) {
      if (stopped.aborted) return;
      logger.warn({ err: error }, 'cannot consume yet, will try again');
      await pause(pauseMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}
