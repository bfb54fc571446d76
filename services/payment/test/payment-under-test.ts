import { topics, type Message } from '@ordersaga/contracts';
import { createMessaging, type OutgoingRecord, type ReceivedRecord } from '@ordersaga/messaging';
import { createLogger } from '@ordersaga/service-runtime';
import {
  collectRecords,
  sampleMessage,
  send,
  toRecords,
  untilReady,
  type Answer,
} from '@ordersaga/service-test-kit';
import { freshDatabase, freshPrefix, stack } from '@ordersaga/test-kit';
import { Client } from 'pg';
import type { PaymentGateway } from '../src/application/ports/payment-gateway';
import { startPayment, type RunningPayment } from '../src/composition-root';
import { readPaymentConfig } from '../src/config';

/** A message that Payment has left in its outbox. */
export interface Announced {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

/** A payment as it is shown over HTTP. */
export interface Shown {
  readonly status: string;
  readonly charged: number;
  readonly refunded: number;
  readonly attempts: { key: string; amount: number; kind: string; result: string; at: string }[];
}

/** `stock.reserved`, paid with `card-ok` unless told. */
export function reserved(
  orderId: string,
  total: number,
  { revision = 1, hold = false, paymentMethod = 'card-ok' } = {},
): Message {
  const data = { orderId, revision, total, hold, currency: 'EUR', paymentMethod };
  return sampleMessage('com.ordersaga.stock.reserved.v1', data);
}

export const confirmed = (orderId: string, revision = 1): Message =>
  sampleMessage('com.ordersaga.order.confirmed.v1', { orderId, revision });

export const cancelled = (orderId: string, revision = 1): Message =>
  sampleMessage('com.ordersaga.order.cancelled.v1', { orderId, revision });

/** Payment on a database and topics of its own, any number of instances; and the means to see what it does. */
export async function openPayment() {
  const database = await freshDatabase('payment');
  const prefix = freshPrefix('payment');
  const messaging = createMessaging({ brokers: stack().kafka.split(','), clientId: `${prefix}spec` });
  const publisher = messaging.publisher();
  const instances: RunningPayment[] = [];
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();

  const environmentOfAll = {
    DATABASE_URL: database.url,
    KAFKA_BROKERS: stack().kafka,
    TOPIC_PREFIX: prefix,
    KAFKA_PARTITIONS: '3',
    PORT: '0',
    SWEEP_INTERVAL_MS: '100',
  };
  const start = async (
    gateway?: PaymentGateway,
    environment: Record<string, string> = {},
  ): Promise<RunningPayment> => {
    const config = readPaymentConfig({ ...environmentOfAll, ...environment });
    const running = await startPayment(
      config,
      createLogger({ service: 'payment', level: 'silent' }),
      gateway,
    );
    instances.push(running);
    if (environment['KAFKA_BROKERS'] === undefined) await untilReady(running.url);
    return running;
  };

  return {
    databaseUrl: database.url,
    client,
    start,
    /** What every instance is told, for one that is a process. */
    environment: environmentOfAll,
    /** A record as it is, on the topic of stock's messages. */
    publishRecords: (records: Omit<OutgoingRecord, 'topic'>[]): Promise<void> =>
      publisher.publish(
        records.map((record) => ({ ...record, topic: `${prefix}${topics.stockIntegrationEvents}` })),
      ),
    publish: (...messages: Message[]): Promise<void> => publisher.publish(toRecords(messages, prefix)),
    /** Whether the message has been worked on. */
    hasTakenIn: async ({ id }: Message): Promise<boolean> =>
      (await client.query('SELECT FROM inbox WHERE message_id = $1', [id])).rows.length > 0,
    /** What is in the outbox about an order. */
    announced: async (orderId: string): Promise<Announced[]> => {
      const { rows } = await client.query<{ headers: Record<string, string>; payload: Announced['data'] }>(
        'SELECT headers, payload FROM outbox WHERE key = $1 ORDER BY id',
        [orderId],
      );
      return rows.map(({ headers, payload }) => ({
        type: (headers['ce_type'] ?? '').replace(/^com\.ordersaga\.payment\.|\.v1$/g, ''),
        data: payload,
        headers,
      }));
    },
    deadLetters: (): Promise<ReceivedRecord[]> => collectRecords(messaging, `${prefix}payment.dead-letter`),
    close: async (): Promise<void> => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await messaging.close();
      await client.end();
      await database.drop();
    },
  };
}

/** A payment over HTTP. */
export function show(url: string, orderId: string): Promise<Answer<Shown>> {
  return send<Shown>('GET', `${url}/payments/${encodeURIComponent(orderId)}`);
}
