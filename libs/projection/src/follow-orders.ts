import { setTimeout as pause } from 'node:timers/promises';
import { deadLetterTopic, fromWire, topics } from '@ordersaga/contracts';
import type { Consumer, Messaging, ReceivedRecord } from '@ordersaga/messaging';
import type { HealthCheck, Logger, Registry, Stoppable } from '@ordersaga/service-runtime';
import { createFollowerMetrics } from './follower-metrics';
import { isOrderEvent, type OrderEvent } from './order-event';
import { isStoreUnavailable } from './store-unavailable-error';

/** What following the orders needs. */
export interface FollowOrdersOptions {
  readonly messaging: Messaging;
  /** The consumer group, without the prefix. */
  readonly group: string;
  /** Put before the names of the topics and of the group. */
  readonly topicPrefix: string;
  /** Of each topic that is provisioned here. */
  readonly partitions: number;
  /** Applies events of one partition. The same ones may come again; it throws StoreUnavailableError to wait. */
  readonly apply: (events: readonly OrderEvent[]) => Promise<void>;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** Pause before topics are asked for again, milliseconds. */
const provisionPauseMs = 1_000;

/**
 * Hands every order's events to a projection, from the topic's beginning for a new group. Starts in the background and
 * waits for Kafka as long as it takes: queries are answered meanwhile. What cannot be read, or still does not fit after
 * some attempts, goes to `<group>.dead-letter`.
 */
export function followOrders(options: FollowOrdersOptions): Stoppable & HealthCheck {
  const consumer = createConsumer(options);
  const stopped = new AbortController();
  let running = false;
  const started = provisionThenStart(consumer, options, stopped.signal).then(() => (running = true));
  return {
    name: 'consumer',
    check: async () => {
      const { ok, detail } = running ? consumer.health() : { ok: false, detail: 'not in its group yet' };
      if (!ok) throw new Error(detail ?? 'makes no progress');
    },
    stop: async () => {
      stopped.abort();
      await consumer.stop();
      await started;
    },
  };
}

function createConsumer({ messaging, topicPrefix, group, apply, registry }: FollowOrdersOptions): Consumer {
  const metrics = createFollowerMetrics(registry);
  const groupId = topicPrefix + group;
  return messaging.consumer<OrderEvent>({
    groupId,
    topics: [topicPrefix + topics.orderDomainEvents],
    deadLetterTopic: deadLetterTopic(groupId),
    decode: decodeOrderEvent,
    handle: async (events) => {
      await apply(events);
      metrics.applied(events);
    },
    isUnavailable: isStoreUnavailable,
    onEvent: (event) => metrics.observe(event),
  });
}

function decodeOrderEvent(record: ReceivedRecord): OrderEvent | undefined {
  const message = fromWire(record);
  return isOrderEvent(message) ? message : undefined;
}

async function provisionThenStart(
  consumer: Consumer,
  options: FollowOrdersOptions,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      await provision(options);
      await consumer.start();
      return;
    } catch (error) {
      options.logger.warn({ err: error }, 'cannot follow the orders yet, will try again');
      await pause(provisionPauseMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}

function provision({ messaging, topicPrefix, group, partitions }: FollowOrdersOptions): Promise<void> {
  const names = [topics.orderDomainEvents, deadLetterTopic(group)];
  return messaging.ensureTopics(names.map((name) => ({ topic: topicPrefix + name, partitions })));
}
