import type { Message } from '@ordersaga/contracts';
import type { ConsumerEvent } from '@ordersaga/messaging';
import { Counter, Gauge, Histogram, type Registry } from '@ordersaga/service-runtime';

/** What is measured of a consumer, labelled by its group and, where there is one, the topic. */
export interface ConsumerMetrics {
  /** For the consumer's `onEvent`. */
  observe(event: ConsumerEvent): void;
  /** A batch has been handled. */
  handled(messages: readonly Message[]): void;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const delaySeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** Registers the metrics of one consumer. `group` and topics are labelled as Kafka knows them, prefix included. */
export function createConsumerMetrics(registry: Registry, group: string): ConsumerMetrics {
  const metrics = register(registry);
  return {
    observe: (event) => observe(metrics, group, event),
    handled(messages) {
      const newest = Math.max(...messages.map(({ time }) => time.getTime()));
      metrics.delays.observe({ group }, Math.max(0, Date.now() - newest) / 1_000);
    },
  };
}

type Metrics = ReturnType<typeof register>;

function register(registry: Registry) {
  const registers = [registry];
  const labelNames = ['group', 'topic'] as const;
  return {
    messages: new Counter({
      name: 'consumer_messages_total',
      help: 'Messages that were handled, those included that had no effect.',
      ...{ labelNames, registers },
    }),
    batches: new Histogram({
      name: 'consumer_batch_seconds',
      help: 'Time to handle a batch.',
      ...{ labelNames, registers, buckets: seconds },
    }),
    delays: new Histogram({
      name: 'consumer_delay_seconds',
      help: 'Time from a message to its having been handled, of the newest message of each batch.',
      ...{ labelNames: ['group'] as const, registers, buckets: delaySeconds },
    }),
    failures: new Counter({
      name: 'consumer_failures_total',
      help: 'Batches that could not be handled, each attempt.',
      ...{ labelNames, registers },
    }),
    waits: new Counter({
      name: 'consumer_waits_total',
      help: 'Pauses before a message was tried again, by what was waited for; `retry` is a retry.',
      ...{ labelNames: ['group', 'topic', 'why'] as const, registers },
    }),
    deadLetters: new Counter({
      name: 'consumer_dead_letters_total',
      help: 'Messages that went to the dead letters.',
      ...{ labelNames: ['group', 'topic', 'reason'] as const, registers },
    }),
    parkedKeys: new Gauge({
      name: 'consumer_parked_keys',
      help: 'Keys whose messages go to the dead letters, behind one that failed.',
      ...{ labelNames: ['group'] as const, registers },
    }),
    openDeadLetters: new Gauge({
      name: 'consumer_open_dead_letters',
      help: 'Dead letters of the group that are neither replayed nor discarded, as this instance knows.',
      ...{ labelNames: ['group'] as const, registers },
    }),
    settledDeadLetters: new Counter({
      name: 'consumer_settled_dead_letters_total',
      help: 'Dead letters that were replayed or discarded; `kept` is a replay that failed again.',
      ...{ labelNames: ['group', 'topic', 'outcome'] as const, registers },
    }),
    lag: new Gauge({
      name: 'consumer_lag_messages',
      help: 'Messages still to come, per partition that this instance reads.',
      ...{ labelNames: ['group', 'topic', 'partition'] as const, registers },
    }),
    rebuilds: new Counter({
      name: 'consumer_rebuilds_total',
      help: 'Times that the consumer was made anew, because it had crashed or stood still.',
      ...{ labelNames: ['group'] as const, registers },
    }),
  };
}

function observe(metrics: Metrics, group: string, event: ConsumerEvent): void {
  switch (event.type) {
    case 'handled':
      metrics.messages.inc({ group, topic: event.topic }, event.messages);
      return metrics.batches.observe({ group, topic: event.topic }, event.seconds);
    case 'failed':
      return metrics.failures.inc({ group, topic: event.topic });
    case 'waiting':
      return metrics.waits.inc({ group, topic: event.topic, why: event.why });
    case 'dead-letter':
      return metrics.deadLetters.inc({ group, topic: event.topic, reason: event.reason });
    case 'lag':
      return metrics.lag.set({ group, topic: event.topic, partition: event.partition }, event.messages);
    case 'parked':
      metrics.parkedKeys.set({ group }, event.keys);
      return metrics.openDeadLetters.set({ group }, event.letters);
    case 'settled':
      return metrics.settledDeadLetters.inc({ group, topic: event.topic, outcome: event.outcome });
    case 'joined':
      // What another instance reads now, that one tells the lag of.
      return metrics.lag.reset();
    case 'rebuilding':
      return metrics.rebuilds.inc({ group });
  }
}
