import { deadLetterTopic, type Message } from '@ordersaga/contracts';
import type { Consumer, Gathering, Messaging, ReceivedRecord, TopicSpec } from '@ordersaga/messaging';
import type { HealthCheck, Registry, Stoppable, WarningLog } from '@ordersaga/service-runtime';
import { isTracing } from '@ordersaga/telemetry';
import { createConsumerMetrics } from './consumer-metrics';
import { startOnceProvisioned } from './start-once-provisioned';
import { traceMessages } from './trace-messages';

/** A logger, or less: who can't debug hears warnings only. */
export interface ConsumerLog extends WarningLog {
  isLevelEnabled?(level: string): boolean;
  debug?(fields: Record<string, unknown>, message: string): void;
}

/** What the consumer of a service finds around it. */
export interface ConsumerSurroundings {
  readonly messaging: Messaging;
  /** Put before the names of topics and of the consumer group. */
  readonly topicPrefix: string;
  /** Of each topic that is provisioned here. */
  readonly partitions: number;
  /** Takes the metrics `consumer_*`; holds those of one consumer. */
  readonly registry: Registry;
  /** Hears why it can't consume yet, of each message that is set aside and, at level debug, of each that is handled. */
  readonly logger: ConsumerLog;
}

/** Which messages a service consumes, and how. Names of topics and of the group are without the prefix. */
export interface EventConsumerOptions<M extends Message> extends ConsumerSurroundings {
  readonly group: string;
  readonly reads: readonly string[];
  /** Topics that the service publishes to, provisioned along with those it reads. */
  readonly publishes?: readonly string[];
  /** Reads a record; undefined when it is for others. What it throws at goes to `<group>.dead-letter` at once. */
  readonly decode: (record: ReceivedRecord) => M | undefined;
  /** Works on messages of one or more partitions, each one's in order, all or nothing. The same ones may come again. */
  readonly handle: (messages: readonly M[]) => Promise<void>;
  /** Whether an error of `handle` means that its store is away: waited for as long as it takes. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Whether an error of `handle` comes again however often its message is tried: it is given up at once. */
  readonly isFinal?: (error: unknown) => boolean;
  /** Whether an error of `decode` stops the message's key, as a failed message does. Default: never. */
  readonly stopsKey?: (error: unknown) => boolean;
  /** When messages shall gather before they are fetched; see @ordersaga/messaging. */
  readonly gather?: Gathering;
}

/**
 * Provisions the topics, then consumes, from their beginning for a new group. Starts in the background and waits for
 * Kafka as long as it takes: HTTP is answered meanwhile, and the check says what is missing.
 */
export function startEventConsumer<M extends Message>(
  options: EventConsumerOptions<M>,
): Stoppable & HealthCheck {
  const { messaging, logger } = options;
  const consumer = createConsumer(options);
  const stopped = new AbortController();
  let running = false;
  const started = startOnceProvisioned(consumer, {
    messaging,
    topics: topicsOf(options),
    logger,
    stopped: stopped.signal,
  }).then(() => (running = true));
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

function createConsumer<M extends Message>(options: EventConsumerOptions<M>): Consumer {
  const { messaging, topicPrefix, reads, isUnavailable, registry, logger } = options;
  const { isFinal, stopsKey, gather } = options;
  const groupId = topicPrefix + options.group;
  const letters = deadLetterTopic(groupId);
  const metrics = createConsumerMetrics(registry, groupId);
  const { decode, handle } = isTracing() ? traceMessages(options, groupId) : options;
  return messaging.consumer<M>({
    groupId,
    topics: reads.map((topic) => topicPrefix + topic),
    deadLetterTopic: letters,
    decode,
    handle: async (messages) => {
      await handle(messages);
      metrics.handled(messages);
      tell(logger, messages);
    },
    isUnavailable,
    jointly: true,
    ...(isFinal && { isFinal }),
    ...(stopsKey && { stopsKey }),
    ...(gather && { gather }),
    onEvent: (event) => {
      metrics.observe(event);
      if (event.type !== 'dead-letter' && event.type !== 'settled') return;
      const { type, ...fields } = event;
      logger.warn(fields, type === 'settled' ? `dead letter settled` : `set aside to ${letters}`);
    },
  });
}

/** With the correlation id, so that one order's way can be followed through the logs of all services. */
function tell(logger: ConsumerLog, messages: readonly Message[]): void {
  if (!logger.isLevelEnabled?.('debug')) return;
  for (const { correlationId, id, type, subject } of messages)
    logger.debug?.({ correlationId, messageId: id, type, subject }, 'handled');
}

function topicsOf<M extends Message>(options: EventConsumerOptions<M>): TopicSpec[] {
  const { reads, publishes = [], group, topicPrefix, partitions } = options;
  const names = [...reads, ...publishes].map((name) => topicPrefix + name);
  return [
    ...names.map((topic) => ({ topic, partitions })),
    // Kept until somebody has looked at them: which keys are parked is known from there, too.
    { topic: deadLetterTopic(topicPrefix + group), partitions, config: { 'retention.ms': '-1' } },
  ];
}
