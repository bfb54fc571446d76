import { setTimeout as pause } from 'node:timers/promises';
import { deadLetterTopic, topics } from '@ordersaga/contracts';
import type { Consumer, Messaging } from '@ordersaga/messaging';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import type { PaymentTrigger } from '../../../application/payment-messages';
import { decodePaymentTrigger } from './decode-payment-trigger';

/** What consuming needs. */
export interface TriggerConsumerOptions {
  readonly messaging: Messaging;
  /** Put before the names of topics and of the consumer group. */
  readonly topicPrefix: string;
  /** Of each topic that is provisioned here. */
  readonly partitions: number;
  /** Reacts to messages of one partition, all or nothing. */
  readonly react: (messages: readonly PaymentTrigger[]) => Promise<void>;
  /** Whether an error of `react` means that the database is away. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Hears why it can't consume yet. */
  readonly logger: { warn(fields: object, message: string): void };
}

/** How long one attempt at the topics may take, milliseconds; a stop may have to wait for it. */
const provisionDeadlineMs = 3_000;

/** Pause before topics are asked for again, milliseconds. */
const provisionPauseMs = 500;

const group = 'payment';
const topicsRead = [topics.stockIntegrationEvents, topics.orderIntegrationEvents];

/**
 * Provisions Payment's topics, then consumes what Stock and orders tell, as consumer group `payment`. Starts in the
 * background and waits for Kafka as long as it takes: HTTP is answered meanwhile.
 */
export function startTriggerConsumer(options: TriggerConsumerOptions): Stoppable & HealthCheck {
  const consumer = createConsumer(options);
  const stopped = new AbortController();
  let running = false;
  const started = provisionThenStart(consumer, options, stopped.signal).then(() => {
    running = true;
  });
  return {
    name: 'consumer',
    check: async () => {
      const { ok, detail } = running ? consumer.health() : { ok: false, detail: 'not in its group yet' };
      if (!ok) throw new Error(detail ?? 'does not get on');
    },
    stop: async () => {
      stopped.abort();
      await consumer.stop();
      await started;
    },
  };
}

function createConsumer({ messaging, topicPrefix, react, isUnavailable }: TriggerConsumerOptions): Consumer {
  return messaging.consumer<PaymentTrigger>({
    groupId: topicPrefix + group,
    topics: topicsRead.map((topic) => topicPrefix + topic),
    deadLetterTopic: deadLetterTopic(topicPrefix + group),
    decode: decodePaymentTrigger,
    handle: react,
    isUnavailable,
  });
}

async function provisionThenStart(
  consumer: Consumer,
  options: TriggerConsumerOptions,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      await provision(options);
      // Provisioning may outlast a stop: what is stopped must not start again.
      if (!stopped.aborted) await consumer.start();
      return;
    } catch (error) {
      if (stopped.aborted) return;
      options.logger.warn({ err: error }, 'cannot consume yet, will try again');
      await pause(provisionPauseMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}

/** What Payment reads, what it publishes to, and where it puts what it cannot read. */
function provision({ messaging, topicPrefix, partitions }: TriggerConsumerOptions): Promise<void> {
  const names = [...topicsRead, topics.paymentIntegrationEvents, deadLetterTopic(group)];
  return messaging.ensureTopics(
    names.map((name) => ({ topic: topicPrefix + name, partitions })),
    { deadlineMs: provisionDeadlineMs },
  );
}
