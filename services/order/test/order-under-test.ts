import type { Message } from '@ordersaga/contracts';
import { createMessaging, type Messaging, type OutgoingRecord } from '@ordersaga/messaging';
import { createPool } from '@ordersaga/postgres';
import { send, toRecords, type Answer } from '@ordersaga/service-test-kit';
import { freshDatabase, freshPrefix, openGate, stack, type Gate } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { CatalogueTable } from '../src/adapters/outbound/postgres/catalogue-table';
import { startOrder, type RunningOrder } from '../src/composition-root';
import { readOrderConfig } from '../src/config';

/** A row of the outbox. */
export interface OutboxRow {
  message_id: string;
  topic: string;
  key: string;
  headers: Record<string, string>;
  payload: Record<string, unknown>;
}

/** Order, running on a database and topics of its own, with its surroundings to play the other services. */
export class OrderUnderTest {
  private constructor(
    readonly url: string,
    readonly prefix: string,
    /** The way of the service to its database. */
    readonly gate: Gate,
    /** A way of its own to the same database, which is never cut. */
    readonly pool: Pool,
    readonly messaging: Messaging,
    /** Starts one more instance on the same database and topics; gives its URL. */
    readonly startAnother: () => Promise<string>,
    readonly stop: () => Promise<void>,
  ) {}

  /** Starts it with a small catalogue: keyboard 49.90 EUR, mouse 19.90 EUR, import 7.00 USD. */
  static async start(name: string, kafka = stack().kafka): Promise<OrderUnderTest> {
    const database = await freshDatabase(name);
    const gate = await openGate(database.url);
    const prefix = freshPrefix(name);
    const environment = {
      DATABASE_URL: gate.url,
      KAFKA_BROKERS: kafka,
      TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '2',
      PORT: '0',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    };
    const instances: RunningOrder[] = [];
    const startAnother = async (): Promise<string> => {
      const instance = await startOrder(readOrderConfig(environment));
      instances.push(instance);
      return instance.url;
    };
    const url = await startAnother();
    const pool = createPool({ connectionString: database.url, max: 2 });
    const messaging = createMessaging({ brokers: stack().kafka.split(','), clientId: 'spec' });
    await new CatalogueTable(pool).update([
      entry('import', 700, 'USD'),
      entry('keyboard', 4_990, 'EUR'),
      entry('mouse', 1_990, 'EUR'),
    ]);
    return new OrderUnderTest(url, prefix, gate, pool, messaging, startAnother, async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await gate.close();
      await messaging.close();
      await pool.end();
      await database.drop();
    });
  }

  get(path: string): Promise<Answer> {
    return send('GET', this.url + path);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return send('POST', this.url + path, body, headers);
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return send('DELETE', this.url + path, undefined, headers);
  }

  /** Places an order and gives its id; one keyboard unless told otherwise. */
  async place(change: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.post('/orders', placing(change));
    if (answer.status !== 201) throw new Error(`not placed: ${JSON.stringify(answer.body)}`);
    return answer.body['orderId'] as string;
  }

  /** Publishes messages as their service would. */
  async publish(...messages: Message[]): Promise<void> {
    await this.publishRaw(...toRecords(messages, ''));
  }

  /** Publishes records as they are, to the topics of this run. */
  async publishRaw(...records: OutgoingRecord[]): Promise<void> {
    const publisher = this.messaging.publisher();
    await publisher.publish(records.map((record) => ({ ...record, topic: this.prefix + record.topic })));
    await publisher.disconnect();
  }

  /** The outbox rows about an order, in the order in which they leave. */
  async outboxOf(orderId: string): Promise<OutboxRow[]> {
    const { rows } = await this.pool.query<OutboxRow>(
      'SELECT message_id, topic, key, headers, payload FROM outbox WHERE key = $1 ORDER BY id',
      [orderId],
    );
    return rows.map((row) => ({ ...row, topic: row.topic.replace(this.prefix, '') }));
  }

  /** How many streams there are. */
  async countOrders(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM streams');
    return rows[0]?.count ?? 0;
  }
}

/** A body that places one keyboard, unless told otherwise. */
export function placing(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { customerId: 'c-1', items: [{ productId: 'keyboard', quantity: 1 }], ...change };
}

function entry(productId: string, unitPrice: number, currency: string) {
  return { productId, name: { text: productId, revision: 1 }, price: { unitPrice, currency, revision: 1 } };
}
