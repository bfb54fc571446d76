import type { RelayEvents } from '@ordersaga/outbox';
import { Counter, Gauge, Histogram, type Registry } from '@ordersaga/service-runtime';
import type { OutboxReport } from '../../application/outbox-relays';

/** From half a millisecond to a minute: a hint away, a poll away, and an outage of the broker. */
const secondsFromCommit = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

const labelNames = ['outbox'] as const;

/** Counts what relays do; `of` gives the events of one outbox. */
export class RelayMetrics {
  private readonly published: Counter<'outbox'>;
  private readonly failures: Counter<'outbox' | 'what'>;
  private readonly parked: Counter<'outbox'>;
  private readonly delay: Histogram<'outbox'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.published = new Counter({
      name: 'outbox_published_rows_total',
      help: 'Rows that Kafka has acknowledged.',
      labelNames,
      registers,
    });
    this.failures = new Counter({
      name: 'outbox_failures_total',
      help: 'Sends and statements that failed, by what failed: broker, database, or refused by Kafka.',
      labelNames: ['outbox', 'what'],
      registers,
    });
    this.parked = new Counter({
      name: 'outbox_dead_lettered_rows_total',
      help: 'Rows that went to the dead letters, refused or parked behind a refused one.',
      labelNames,
      registers,
    });
    this.delay = new Histogram({
      name: 'outbox_commit_to_ack_seconds',
      help: 'From the insert of a row to its acknowledgement by Kafka.',
      labelNames,
      buckets: secondsFromCommit,
      registers,
    });
  }

  of(outbox: string): RelayEvents {
    return {
      published: (commitToAckMs) => {
        this.published.inc({ outbox }, commitToAckMs.length);
        for (const ms of commitToAckMs) this.delay.observe({ outbox }, ms / 1000);
      },
      failed: (what) => this.failures.inc({ outbox, what }),
      deadLettered: (rows) => this.parked.inc({ outbox }, rows),
    };
  }
}

/** Publishes the state of the outboxes, asked for at each scrape; an outbox that cannot be asked has no sample. */
export function gaugeOutboxes(registry: Registry, state: () => Promise<OutboxReport[]>): void {
  const gauge = (name: string, help: string, valueOf: (report: OutboxReport) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset();
        for (const report of await state()) {
          const value = valueOf(report);
          if (value !== null) this.set({ outbox: report.name }, value);
        }
      },
    });
  gauge(
    'outbox_backlog_rows',
    'Rows committed and not yet published; 100001 means more than 100000.',
    (report) => report.backlog,
  );
  gauge('outbox_oldest_row_age_seconds', 'Age of the oldest row of the backlog; 0 without one.', (report) =>
    report.backlog === null ? null : (report.oldestAgeMs ?? 0) / 1000,
  );
  gauge(
    'outbox_dead_letters',
    'Rows that wait for an operator; 100001 means more than 100000.',
    (report) => report.deadLetters,
  );
  gauge('outbox_active', 'Whether this instance publishes the outbox.', (report) =>
    report.active === null ? null : Number(report.active),
  );
}
