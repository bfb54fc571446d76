import { setTimeout as pause } from 'node:timers/promises';
import { deadLetterTopic, topics } from '@ordersaga/contracts';
import type { Consumer, Messaging } from '@ordersaga/messaging';
import type { HealthCheck, Stoppable } from '@ordersaga/service-runtime';
import type { Journal } from '../../../application/ports/surroundings';
import type { ReactionMessage } from '../../../application/reaction-messages';
import { decodeReaction } from './decode-reaction';

/** What consuming needs. */
export interface ReactionConsumerOptions {
  readonly messaging: Messaging;
  /** Put before the names of topics and of the consumer group. */
  readonly topicPrefix: string;
  /** Of each topic that is provisioned here. */
  readonly partitions: number;
  /** Reacts to messages of one partition, all or nothing. */
  readonly react: (messages: readonly ReactionMessage[]) => Promise<void>;
  /** Whether an error of `react` means that the database is away. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly journal: Journal;
}

/** How long one attempt at the topics may take, milliseconds; a stop may have to wait for it. */
const provisionDeadlineMs = 3_000;

/** Pause before topics are asked for again, milliseconds. */
const provisionPauseMs = 500;

/**
 * Provisions Order's topics, then consumes what Stock and Payment tell, as consumer group `order`. Starts in the
 * background and waits for Kafka as long as it takes: orders can be placed meanwhile.
 */
export function startReactionConsumer(options: ReactionConsumerOptions): Stoppable & HealthCheck {
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

function createConsumer(options: ReactionConsumerOptions): Consumer {
  const { messaging, topicPrefix, react, isUnavailable } = options;
  const group = `${topicPrefix}order`;
  return messaging.consumer<ReactionMessage>({
    groupId: group,
    topics: [topicPrefix + topics.stockIntegrationEvents, topicPrefix + topics.paymentIntegrationEvents],
    deadLetterTopic: deadLetterTopic(group),
    decode: decodeReaction,
    handle: react,
    isUnavailable,
  });
}

async function provisionThenStart(
  consumer: Consumer,
  options: ReactionConsumerOptions,
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
      options.journal.warn({ err: error }, 'cannot consume yet, will try again');
      await pause(provisionPauseMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}

/** What Order publishes to, what it reads, and where it puts what it cannot read. */
function provision({ messaging, topicPrefix, partitions }: ReactionConsumerOptions): Promise<void> {
  const names = [...Object.values(topics), deadLetterTopic('order')];
  return messaging.ensureTopics(
    names.map((name) => ({ topic: topicPrefix + name, partitions })),
    { deadlineMs: provisionDeadlineMs },
  );
}
