import { createMessaging, type Messaging, type ReceivedRecord } from '@ordersaga/messaging';
import { appendToOutbox, outboxMigrations } from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import { createLogger } from '@ordersaga/service-runtime';
import { collectRecords } from '@ordersaga/service-test-kit';
import { freshDatabase, freshPrefix, stack, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { startMessageRelay, type RunningMessageRelay } from '../src/composition-root';
import { readMessageRelayConfig } from '../src/config';

/** Outboxes, topics and relays of one test; `close` ends them all. */
export class RelayUnderTest {
  readonly prefix = freshPrefix('relay');
  readonly messaging: Messaging = createMessaging({
    brokers: stack().kafka.split(','),
    clientId: this.prefix,
  });
  private readonly databases = new Map<string, TestDatabase>();
  private readonly pools = new Map<string, Pool>();
  private readonly running: RunningMessageRelay[] = [];

  /** Creates databases for outboxes, migrated or not. */
  async outboxes(names: readonly string[], { migrated = true } = {}): Promise<void> {
    for (const name of names) {
      const database = await freshDatabase(`relay_${name}`);
      this.databases.set(name, database);
      this.pools.set(name, createPool({ connectionString: database.url }));
      if (migrated) await this.migrate(name);
    }
  }

  async migrate(name: string): Promise<void> {
    await migrate({ pool: this.pool(name), modules: [outboxMigrations] });
  }

  pool(name: string): Pool {
    const pool = this.pools.get(name);
    if (!pool) throw new Error(`no outbox ${name}`);
    return pool;
  }

  /** Provisions a topic and gives back its full name. */
  async topic(name: string, config: Record<string, string> = {}): Promise<string> {
    const topic = this.prefix + name;
    await this.messaging.ensureTopics([{ topic, partitions: 3, config }]);
    return topic;
  }

  /** Starts an instance of the service for all outboxes. */
  async start(settings: Record<string, string> = {}): Promise<RunningMessageRelay> {
    const addresses = [...this.databases].map(([name, { url }]) => `${name}=${url}`);
    const config = readMessageRelayConfig({
      ...{ PORT: '0', KAFKA_BROKERS: stack().kafka, OUTBOXES: addresses.join(',') },
      ...{ POLL_MS: '50', LEASE_TTL_MS: '1000', ...settings },
    });
    const logger = createLogger({ service: 'message-relay', level: 'silent' });
    const relay = await startMessageRelay(config, logger);
    this.running.push(relay);
    return relay;
  }

  /** Appends messages to an outbox in one transaction; the payload of each is `{ n }`. */
  async append(outbox: string, topic: string, key: string, ...ns: readonly number[]): Promise<void> {
    await appendToOutbox(
      this.pool(outbox),
      ns.map((n) => ({
        ...{ messageId: `${key}-${n}`, topic, key, payload: { n } },
        headers: { ce_id: `${key}-${n}`, 'content-type': 'application/json', note: 'größer' },
      })),
    );
  }

  /** Everything that arrives on a topic from its start on, growing. */
  received(topic: string): Promise<ReceivedRecord[]> {
    return collectRecords(this.messaging, topic);
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((relay) => relay.stop()));
    await this.messaging.close();
    for (const pool of this.pools.values()) await pool.end();
    for (const database of this.databases.values()) await database.drop();
  }
}

/** The payloads' numbers of a key, in the order of arrival. */
export function numbersOf(records: readonly ReceivedRecord[], key: string): number[] {
  return records
    .filter((record) => record.key === key)
    .map((record) => (JSON.parse(record.value?.toString() ?? '') as { n: number }).n);
}
