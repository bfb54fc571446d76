import { topics, type Message } from '@ordersaga/contracts';
import { createMessaging, type OutgoingRecord, type ReceivedRecord } from '@ordersaga/messaging';
import { createLogger } from '@ordersaga/service-runtime';
import { collectRecords, sampleMessage, toRecords, untilReady } from '@ordersaga/service-test-kit';
import { freshDatabase, freshPrefix, stack } from '@ordersaga/test-kit';
import { Client } from 'pg';
import { startStock, type RunningStock } from '../src/composition-root';
import { readStockConfig } from '../src/config';

/** A message that Stock has left in its outbox. */
export interface Announced {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly key: string;
}

/** A product as it is shown over HTTP. */
export interface ShownProduct {
  readonly productId: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** `order.placed` of some lines, as `{ product: quantity }`. */
export function placed(orderId: string, lines: Record<string, number>, revision = 1): Message {
  const items = Object.entries(lines).map(([productId, quantity]) => ({
    productId,
    quantity,
    unitPrice: 100,
  }));
  const type = revision === 1 ? 'com.ordersaga.order.placed.v1' : 'com.ordersaga.order.items-changed.v1';
  const terms = { total: 4200, hold: false, currency: 'EUR', paymentMethod: 'card-ok' };
  return sampleMessage(type, { orderId, revision, items, ...terms });
}

/** Stock on a database and topics of its own, any number of instances; and the means to see what it does. */
export async function openStock() {
  const database = await freshDatabase('stock');
  const prefix = freshPrefix('stock');
  const messaging = createMessaging({ brokers: stack().kafka.split(','), clientId: `${prefix}spec` });
  const publisher = messaging.publisher();
  const instances: RunningStock[] = [];
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  const ordersTopic = `${prefix}${topics.orderIntegrationEvents}`;

  const start = async (environment: Record<string, string> = {}): Promise<RunningStock> => {
    const config = readStockConfig({
      DATABASE_URL: database.url,
      KAFKA_BROKERS: stack().kafka,
      TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '3',
      PORT: '0',
      ...environment,
    });
    const running = await startStock(config, createLogger({ service: 'stock', level: 'silent' }));
    instances.push(running);
    if (environment['KAFKA_BROKERS'] === undefined) await untilReady(running.url);
    return running;
  };

  const publishRecords = (records: Omit<OutgoingRecord, 'topic'>[]): Promise<void> =>
    publisher.publish(records.map((record) => ({ ...record, topic: ordersTopic })));

  return {
    databaseUrl: database.url,
    client,
    start,
    publishRecords,
    publish: (...messages: Message[]): Promise<void> => publisher.publish(toRecords(messages, prefix)),
    /** Whether the message has been worked on. */
    hasTakenIn: async ({ id }: Message): Promise<boolean> =>
      (await client.query('SELECT FROM inbox WHERE message_id = $1', [id])).rows.length > 0,
    /** What is in the outbox, about one order or product if told so. */
    announced: async (key?: string): Promise<Announced[]> => {
      const { rows } = await client.query<{
        key: string;
        headers: Record<string, string>;
        payload: Announced['data'];
      }>('SELECT key, headers, payload FROM outbox WHERE $1::text IS NULL OR key = $1 ORDER BY id', [
        key ?? null,
      ]);
      return rows.map(({ payload, headers, key: about }) => ({
        type: headers['ce_type'] ?? '',
        data: payload,
        headers,
        key: about,
      }));
    },
    deadLetters: (): Promise<ReceivedRecord[]> => collectRecords(messaging, `${prefix}stock.dead-letter`),
    close: async (): Promise<void> => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await messaging.close();
      await client.end();
      await database.drop();
    },
  };
}
