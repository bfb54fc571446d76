import type { ConsumerEvent } from '@ordersaga/messaging';
import { Counter, Gauge, Histogram, type Registry } from '@ordersaga/service-runtime';
import type { OrderEvent } from './order-event';

/** What is measured of a projection's way behind the orders. */
export interface FollowerMetrics {
  /** For the consumer's `onEvent`. */
  observe(event: ConsumerEvent): void;
  /** A batch has been applied. */
  applied(events: readonly OrderEvent[]): void;
}

/** Registers a projection's metrics. */
export function createFollowerMetrics(registry: Registry): FollowerMetrics {
  const registers = [registry];
  const handled = new Counter({
    name: 'projection_events_total',
    help: 'Events that were handled, those included that were in already.',
    registers,
  });
  const delays = new Histogram({
    name: 'projection_delay_seconds',
    help: 'Time from an event to its being in the projection, of the newest event of each batch.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  });
  const batches = new Histogram({
    name: 'projection_batch_seconds',
    help: 'Time to apply a batch.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  });
  const failures = new Counter({
    name: 'projection_failures_total',
    help: 'Batches that could not be applied, each attempt.',
    registers,
  });
  const deadLetters = new Counter({
    name: 'projection_dead_letters_total',
    help: 'Messages that went to the dead letters.',
    labelNames: ['reason'],
    registers,
  });
  const lag = new Gauge({
    name: 'projection_lag_messages',
    help: 'Messages still to come, per partition.',
    labelNames: ['partition'],
    registers,
  });
  return {
    observe(event) {
      if (event.type === 'handled') batches.observe(event.seconds);
      if (event.type === 'failed') failures.inc();
      if (event.type === 'dead-letter') deadLetters.inc({ reason: event.reason });
      if (event.type === 'lag') lag.set({ partition: event.partition }, event.messages);
    },
    applied(events) {
      handled.inc(events.length);
      const newest = Math.max(...events.map(({ time }) => time.getTime()));
      delays.observe(Math.max(0, Date.now() - newest) / 1_000);
    },
  };
}
