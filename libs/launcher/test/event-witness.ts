import { readToEnd } from '@ordersaga/audit';
import { createEventStore } from '@ordersaga/event-store';
import { createPool } from '@ordersaga/postgres';
import { stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { query } from './database-dump';

/** Versions of orders in the order in which they came first, by order. */
type Versions = Map<string, Set<number>>;

/** What those who follow the events of orders have seen: whoever reads the topic, and a subscriber of the log. */
export class EventWitness {
  private readonly subscribed: Versions = new Map();

  constructor(private readonly prefix: string) {}

  /** Handles what is new in the log of this database, as a subscriber whose place is stored there. */
  async follow(databaseUrl: string): Promise<void> {
    const pool = createPool({ connectionString: databaseUrl });
    const subscription = createEventStore({ pool }).subscribe({
      name: 'witness',
      ...{ batchSize: 5, leaseMs: 2_000 },
      handle: async (events) =>
        events.forEach(({ streamId, version }) => note(this.subscribed, streamId, version)),
    });
    try {
      await subscription.untilCaughtUp(60_000);
    } finally {
      await subscription.stop();
      await pool.end();
    }
  }

  /** Both have seen what is in the log and nothing else: every version, and none before the one that precedes it. */
  async compare(databaseUrl: string): Promise<void> {
    const events = await query<{ order_id: string; version: number }>(
      databaseUrl,
      'SELECT stream_id AS order_id, version::int AS version FROM events ORDER BY stream_id, version',
    );
    const stored: Versions = new Map();
    for (const { order_id, version } of events) note(stored, order_id, version);
    expect(inWords(this.subscribed)).toEqual(inWords(stored));
    expect(inWords(await this.published())).toEqual(inWords(stored));
  }

  private async published(): Promise<Versions> {
    const seen: Versions = new Map();
    const kafka = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING });
    await readToEnd(kafka, `${this.prefix}order.domain-events`, (records) => {
      for (const { key, value } of records) {
        const { version } = JSON.parse(value?.toString() ?? '{}') as { version: number };
        note(seen, key?.toString() ?? '', version);
      }
    });
    return seen;
  }
}

function note(versions: Versions, orderId: string, version: number): void {
  versions.set(orderId, (versions.get(orderId) ?? new Set()).add(version));
}

function inWords(versions: Versions): string[] {
  return [...versions].map(([orderId, each]) => `${orderId}: ${[...each].join(', ')}`).sort();
}
