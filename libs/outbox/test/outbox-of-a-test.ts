import { createPool, migrate } from '@ordersaga/postgres';
import { freshDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { appendToOutbox, createRelay, outboxMigrations, type Relay, type RelayOptions } from '../src';
import type { RecordingPublisher } from './recording-publisher';

/** A migrated outbox in a database of its own, with relays that the test forgets to stop. */
export class TestOutbox {
  readonly relays: Relay[] = [];

  private constructor(
    readonly url: string,
    readonly pool: Pool,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async create(name: string): Promise<TestOutbox> {
    const database = await freshDatabase(name);
    const { url } = database;
    await migrate({ connectionString: url, modules: [outboxMigrations] });
    return new TestOutbox(url, createPool({ connectionString: url, max: 20 }), () => database.drop());
  }

  /** Starts a relay that no hint reaches late: it polls often unless told otherwise. */
  async relay(publisher: RecordingPublisher, given: Partial<RelayOptions> = {}): Promise<Relay> {
    const relay = createRelay({
      outbox: { name: 'test', connectionString: this.url },
      publisher,
      owner: `owner-${this.relays.length + 1}`,
      pollMs: 20,
      ...given,
    });
    this.relays.push(relay);
    await relay.start();
    return relay;
  }

  /** Appends one row a value, each in a transaction of its own, one after the other. */
  async append(key: string, ...values: readonly unknown[]): Promise<void> {
    for (const value of values) await appendToOutbox(this.pool, [message(key, value)]);
  }

  async drop(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
    await this.pool.end();
    await this.dropDatabase();
  }
}

/** A message whose payload is the value. */
export function message(key: string, payload: unknown) {
  return {
    messageId: `${key}-${String(payload)}`,
    topic: 'orders',
    key,
    headers: { ce_id: `${key}` },
    payload,
  };
}
