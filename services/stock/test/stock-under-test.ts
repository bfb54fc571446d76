import { randomUUID } from 'node:crypto';
import { toHeaders, topics, type Message, type MessageType, type Payload } from '@ordersaga/contracts';
import { createMessaging, type OutgoingRecord, type ReceivedRecord } from '@ordersaga/messaging';
import { createLogger } from '@ordersaga/service-runtime';
import { eventually, freshDatabase, freshPrefix, stack } from '@ordersaga/test-kit';
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

/** A message as Order would send it. */
export function orderMessage<T extends MessageType & `com.ordersaga.order.${string}`>(
  type: T,
  data: Payload<T>,
): Message {
  return {
    id: randomUUID(),
    source: '/ordersaga/order',
    subject: data.orderId,
    time: new Date(),
    correlationId: `correlation-of-${data.orderId}`,
    causationId: 'cause',
    type,
    data,
  } as Message;
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
  return orderMessage(type, { orderId, revision, items, ...terms });
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
  const letters: ReceivedRecord[] = [];

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
    if (environment['KAFKA_BROKERS'] === undefined)
      await eventually(() => isReady(running.url), { within: 30_000 });
    return running;
  };

  const publishRecords = (records: Omit<OutgoingRecord, 'topic'>[]): Promise<void> =>
    publisher.publish(records.map((record) => ({ ...record, topic: ordersTopic })));

  return {
    databaseUrl: database.url,
    client,
    letters,
    start,
    publishRecords,
    publish: (...messages: Message[]) =>
      publishRecords(
        messages.map((message) => ({
          key: message.subject,
          headers: toHeaders(message),
          value: JSON.stringify(message.data),
        })),
      ),
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
    followDeadLetters: () =>
      messaging
        .consumer<ReceivedRecord>({
          groupId: `${prefix}letters`,
          topics: [`${prefix}stock.dead-letter`],
          deadLetterTopic: `${prefix}stock.dead-letter`,
          decode: (record) => record,
          handle: async (records) => void letters.push(...records),
        })
        .start(),
    close: async (): Promise<void> => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await messaging.close();
      await client.end();
      await database.drop();
    },
  };
}

/** An answer over HTTP. */
export interface Answer<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

/** Sends a request with a JSON body, if any. */
export async function send<B = Record<string, unknown>>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<B>> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as B };
}

async function isReady(url: string): Promise<void> {
  const { status } = await fetch(`${url}/readyz`);
  if (status !== 200) throw new Error('not ready yet');
}
