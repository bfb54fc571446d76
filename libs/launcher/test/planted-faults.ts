import { stack } from '@ordersaga/test-kit';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { SystemUnderTest } from './system-under-test';

/** The orders of the system that faults are planted in. */
export interface Orders {
  readonly completed: string;
  readonly cancelled: string;
  readonly held: string;
}

/** Something that goes wrong behind the services' backs. */
export interface PlantedFault {
  readonly title: string;
  readonly statement: number;
  /** Part of what the audit must say. */
  readonly says: string;
  /** Which order it must name, if one can be told. */
  readonly about?: keyof Orders;
  readonly plant: (data: Data, orders: Orders) => Promise<unknown>;
  /** Puts things right again. */
  readonly mend: (data: Data, orders: Orders) => Promise<unknown>;
}

/** Every store of a system, for an intruder. */
export class Data {
  private constructor(
    private readonly system: SystemUnderTest,
    private readonly redis: Redis,
    private readonly mongo: MongoClient,
  ) {}

  static async of(system: SystemUnderTest): Promise<Data> {
    const mongo = await MongoClient.connect(stack().mongo);
    return new Data(system, new Redis(stack().redis), mongo);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.mongo.close();
  }

  /** A statement on a service's database. */
  async sql(service: 'order' | 'stock' | 'payment', text: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: this.system.audited.databases[service] });
    await client.connect();
    try {
      await client.query(text, values);
    } finally {
      await client.end();
    }
  }

  /** Adds to the one sales counter that holds completed mice. */
  async addToSales(pieces: number): Promise<void> {
    for (const key of await this.redis.keys(`${this.system.namespace.prefix}sales:v1:*:counters`))
      for (const field of await this.redis.hkeys(key))
        if (/^mouse\0.*\0completed$/s.test(field)) {
          await this.redis.hincrby(key, field, pieces);
          return;
        }
    throw new Error('no mouse was sold');
  }

  /** Changes what the success rate knows of an order. */
  async setListed(orderId: string, fields: object): Promise<void> {
    const database = this.mongo.db(this.system.namespace.mongoDatabase);
    await database
      .collection<{ _id: string }>('success_rate_v1_orders')
      .updateOne({ _id: orderId }, { $set: fields });
  }
}

/** Rows of a transaction so old that every relay is past it: they never leave. */
const intoOutbox = `INSERT INTO outbox (transaction_id, message_id, topic, key, headers, payload)
  SELECT '3', $2, topic, key, headers, payload FROM outbox WHERE key = $1 LIMIT 1`;
const outOfOutbox = `DELETE FROM outbox WHERE transaction_id = '3'`;

/** At least one fault for each statement. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    title: 'a second outcome',
    ...{ statement: 1, says: '2 outcomes', about: 'cancelled' },
    plant: (data, { cancelled }) =>
      data.sql(
        'order',
        `INSERT INTO events (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
         SELECT stream_id, version + 1, gen_random_uuid(), 'order.completed', 1, '{"revision": 1}', metadata, recorded_at
         FROM events WHERE stream_id = $1 ORDER BY version DESC LIMIT 1`,
        [cancelled],
      ),
    mend: (data, { cancelled }) =>
      data.sql('order', `DELETE FROM events WHERE stream_id = $1 AND type = 'order.completed'`, [cancelled]),
  },
  {
    title: 'an event that is gone',
    ...{ statement: 1, says: 'version 2 follows 0', about: 'held' },
    plant: (data, { held }) =>
      data.sql('order', 'UPDATE events SET version = version + 1 WHERE stream_id = $1', [held]),
    mend: (data, { held }) =>
      data.sql('order', 'UPDATE events SET version = version - 1 WHERE stream_id = $1', [held]),
  },
  {
    title: 'an extra sold piece',
    ...{ statement: 2, says: 'product mouse: 4 sold, but completed orders have 3' },
    plant: (data) =>
      data.sql(
        'stock',
        `UPDATE products SET sold = sold + 1, available = available - 1 WHERE product_id = 'mouse'`,
      ),
    mend: (data) =>
      data.sql(
        'stock',
        `UPDATE products SET sold = sold - 1, available = available + 1 WHERE product_id = 'mouse'`,
      ),
  },
  {
    title: 'a piece from nowhere',
    ...{ statement: 2, says: 'product monitor: 5 + 0 came in, 6 available + 0 reserved + 0 sold are there' },
    plant: async (data) => {
      await data.sql('stock', 'ALTER TABLE products DROP CONSTRAINT products_balance');
      await data.sql('stock', `UPDATE products SET available = available + 1 WHERE product_id = 'monitor'`);
    },
    mend: (data) =>
      data.sql('stock', `UPDATE products SET available = available - 1 WHERE product_id = 'monitor'`),
  },
  {
    title: 'stock that was not given back',
    ...{ statement: 2, says: 'cancelled, its reservation is open', about: 'cancelled' },
    plant: (data, { cancelled }) =>
      data.sql('stock', `UPDATE reservations SET state = 'open' WHERE order_id = $1`, [cancelled]),
    mend: (data, { cancelled }) =>
      data.sql('stock', `UPDATE reservations SET state = 'released' WHERE order_id = $1`, [cancelled]),
  },
  {
    title: 'a payment that was changed',
    ...{ statement: 3, says: '5970 due, 6070 charged, 0 refunded', about: 'completed' },
    plant: (data, { completed }) =>
      data.sql('payment', 'UPDATE payments SET charged = charged + 100 WHERE order_id = $1', [completed]),
    mend: (data, { completed }) =>
      data.sql('payment', 'UPDATE payments SET charged = charged - 100 WHERE order_id = $1', [completed]),
  },
  {
    title: 'a held order that was charged',
    ...{ statement: 3, says: 'held, and 1 charged', about: 'held' },
    plant: (data, { held }) =>
      data.sql('payment', 'UPDATE payments SET charged = 1 WHERE order_id = $1', [held]),
    mend: (data, { held }) =>
      data.sql('payment', 'UPDATE payments SET charged = 0 WHERE order_id = $1', [held]),
  },
  {
    title: 'a total that is not that of the lines',
    ...{ statement: 4, says: 'its total is 1, its lines cost 5970', about: 'completed' },
    plant: (data, { completed }) =>
      data.sql(
        'order',
        `UPDATE events SET data = jsonb_set(data::jsonb, '{total}', '1') WHERE stream_id = $1 AND version = 1`,
        [completed],
      ),
    mend: (data, { completed }) =>
      data.sql(
        'order',
        `UPDATE events SET data = jsonb_set(data::jsonb, '{total}', '5970') WHERE stream_id = $1 AND version = 1`,
        [completed],
      ),
  },
  {
    title: "an event's effect twice in Redis",
    ...{
      statement: 5,
      says: 'mouse at 1990, completed: the log says 3, the projection 6',
      about: 'completed',
    },
    plant: (data) => data.addToSales(3),
    mend: (data) => data.addToSales(-3),
  },
  {
    title: 'an outcome that MongoDB has not heard of',
    ...{ statement: 5, says: 'cancelled', about: 'cancelled' },
    plant: (data, { cancelled }) => data.setListed(cancelled, { status: 'suspended' }),
    mend: (data, { cancelled }) => data.setListed(cancelled, { status: 'cancelled' }),
  },
  {
    title: 'an outbox row that was not sent',
    ...{ statement: 6, says: 'message never-sent (', about: 'held' },
    plant: (data, { held }) => data.sql('order', intoOutbox, [held, 'never-sent']),
    mend: (data) => data.sql('order', outOfOutbox),
  },
  {
    title: 'an answer that is given twice',
    ...{ statement: 6, says: 'stock told an answer to revision 1 2 times', about: 'cancelled' },
    plant: (data, { cancelled }) => data.sql('stock', intoOutbox, [cancelled, 'said-again']),
    mend: (data) => data.sql('stock', outOfOutbox),
  },
  {
    title: 'a message that a consumer has skipped',
    ...{ statement: 6, says: 'was not taken in by payment', about: 'cancelled' },
    plant: (data) =>
      data.sql('payment', `UPDATE inbox SET consumer = 'nobody', message_id = 'x' || message_id`),
    mend: (data) =>
      data.sql('payment', `UPDATE inbox SET consumer = 'payment', message_id = substr(message_id, 2)`),
  },
  {
    title: 'an event without a message',
    ...{ statement: 6, says: 'its event 1 was never put into the outbox', about: 'held' },
    plant: (data, { held }) =>
      data.sql('order', `UPDATE outbox SET message_id = 'x' || message_id WHERE key = $1`, [held]),
    mend: (data, { held }) =>
      data.sql('order', `UPDATE outbox SET message_id = substr(message_id, 2) WHERE key = $1`, [held]),
  },
];
