import { createPool } from '@ordersaga/postgres';
import { send, type Answer } from '@ordersaga/service-test-kit';
import { eventually, freshDatabase, freshPrefix, openGate, stack } from '@ordersaga/test-kit';
import type { Gate, TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { CatalogueTable } from '../src/adapters/outbound/postgres/catalogue-table';
import { startOrder, type RunningOrder } from '../src/composition-root';
import { readOrderConfig } from '../src/config';
import { placing } from './order-under-test';

jest.setTimeout(60_000);

let database: TestDatabase;
let gate: Gate;
let pool: Pool;
let order: RunningOrder;

const start = (settings: Record<string, string>): Promise<RunningOrder> =>
  startOrder(
    readOrderConfig({
      DATABASE_URL: gate.url,
      KAFKA_BROKERS: stack().kafka,
      TOPIC_PREFIX: freshPrefix('order_deadlines'),
      PORT: '0',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
      ...settings,
    }),
  );

beforeAll(async () => {
  database = await freshDatabase('order_deadlines_service');
  gate = await openGate(database.url);
  pool = createPool({ connectionString: database.url, max: 2 });
  order = await start({ HOLD_TIME_MS: '1000', SAGA_TIME_LIMIT_MS: '1000' });
  const price = { unitPrice: 4_990, currency: 'EUR', revision: 1 };
  await new CatalogueTable(pool).update([
    { productId: 'keyboard', name: { text: 'Keyboard', revision: 1 }, price },
  ]);
});

afterAll(async () => {
  await order?.stop();
  await gate?.close();
  await pool?.end();
  await database?.drop();
});

const get = (path: string): Promise<Answer> => send('GET', `${order.url}/orders/${path}`);

async function place(hold: boolean): Promise<string> {
  const { status, body } = await send('POST', `${order.url}/orders`, placing({ hold }));
  expect(status).toBe(201);
  return body['orderId'] as string;
}

async function untilFailed(orderId: string, reason: string): Promise<void> {
  await eventually(
    async () =>
      expect((await get(orderId)).body).toMatchObject({ status: 'failed', version: 2, failure: { reason } }),
    { within: 20_000 },
  );
}

/** Until the database takes the deadline of an order for one that has come; it must still be there then. */
async function untilDue(orderId: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await pool.query(
      `SELECT FROM pgboss.job WHERE data ->> 'orderId' = $1 AND start_after < now()`,
      [orderId],
    );
    expect(rows).toHaveLength(1);
  });
}

it.each([
  ['a held order that nobody confirms expires', true, 'expired'],
  ['an order that nobody decides times out', false, 'timed-out'],
])('%s', async (_what, hold, reason) => {
  const orderId = await place(hold);
  await untilFailed(orderId, reason);
  expect((await get(`${orderId}/history`)).body['events']).toMatchObject([
    { type: 'order.placed', actor: 'customer' },
    { type: 'order.failed', actor: 'deadline', data: { reason } },
  ]);
});

it('a deadline that passes while the service is stopped is seen to when it is there again', async () => {
  const [held, open] = [await place(true), await place(false)];
  const begin = performance.now();
  await order.stop();
  expect(performance.now() - begin).toBeLessThan(5_000);
  await untilDue(held);
  await untilDue(open);
  order = await start({ HOLD_TIME_MS: '1000', SAGA_TIME_LIMIT_MS: '1000' });
  await untilFailed(held, 'expired');
  await untilFailed(open, 'timed-out');
});

it('a deadline that passes while Postgres is away is seen to when that is back', async () => {
  const orderId = await place(true);
  await gate.shut();
  await untilDue(orderId);
  gate.open();
  await untilFailed(orderId, 'expired');
});

it('a confirmation in time prevents it', async () => {
  await order.stop();
  order = await start({ HOLD_TIME_MS: '1000', SAGA_TIME_LIMIT_MS: '3600000' });
  const confirmed = await place(true);
  expect((await send('POST', `${order.url}/orders/${confirmed}/confirm`)).status).toBe(200);
  await untilFailed(await place(true), 'expired');
  expect((await get(confirmed)).body).toMatchObject({ status: 'suspended', hold: false, version: 2 });
});

it('of two instances one lets an order expire, and the other nothing', async () => {
  const other = await start({ HOLD_TIME_MS: '1000', SAGA_TIME_LIMIT_MS: '3600000' });
  try {
    const orderIds = await Promise.all(Array.from({ length: 40 }, () => place(true)));
    await Promise.all(orderIds.map((orderId) => untilFailed(orderId, 'expired')));
    const { rows } = await pool.query('SELECT FROM outbox WHERE key = ANY ($1)', [orderIds]);
    expect(rows).toHaveLength(orderIds.length * 4);
  } finally {
    await other.stop();
  }
});
