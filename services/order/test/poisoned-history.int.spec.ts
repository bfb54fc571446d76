import { randomUUID } from 'node:crypto';
import { sampleMessage, untilReady } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import type { DeadLetter } from '@ordersaga/messaging';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(90_000);

const within = { within: 30_000 };

describe('an order whose history has an event that nobody here knows', () => {
  let order: OrderUnderTest;
  let poisoned: string;

  beforeAll(async () => {
    order = await OrderUnderTest.start('poisoned_history');
    await untilReady(order.url);
  });
  afterAll(() => order?.stop());

  beforeEach(async () => {
    poisoned = await order.place();
    await appendUnknown(poisoned);
  });

  /** As a newer release would, that was then taken back. */
  async function appendUnknown(
    orderId: string,
    type = 'order.gift-wrapped',
    schemaVersion = 1,
  ): Promise<void> {
    await order.pool.query('UPDATE streams SET version = version + 1 WHERE stream_id = $1', [orderId]);
    await order.pool.query(
      `INSERT INTO events (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
       SELECT stream_id, version, $2, $3, $4, '{"revision": 1, "paper": "red"}',
              '{"correlationId": "c", "causationId": "r"}', now()
       FROM streams WHERE stream_id = $1`,
      [orderId, randomUUID(), type, schemaVersion],
    );
  }

  async function forgetUnknown(orderId: string): Promise<void> {
    await order.pool.query('DELETE FROM events WHERE stream_id = $1 AND version = 2', [orderId]);
    await order.pool.query('UPDATE streams SET version = 1 WHERE stream_id = $1', [orderId]);
  }

  /** Time passes for the deadlines of these orders. */
  async function comeToPass(...orderIds: string[]): Promise<void> {
    const { rowCount } = await order.pool.query(
      `UPDATE pgboss.job SET start_after = now() - interval '1 minute' WHERE data ->> 'orderId' = ANY ($1)`,
      [orderIds],
    );
    expect(rowCount).toBe(orderIds.length);
  }

  async function isPutOff(orderId: string): Promise<boolean> {
    const { rows } = await order.pool.query(
      `SELECT FROM pgboss.job WHERE data ->> 'orderId' = $1 AND state = 'retry' AND start_after > now()`,
      [orderId],
    );
    return rows.length === 1;
  }

  const declined = (orderId: string) =>
    sampleMessage('com.ordersaga.payment.declined.v1', { orderId, revision: 1, detail: 'no funds' });
  const paid = (orderId: string) =>
    sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 1 });
  const statusOf = async (orderId: string) => (await order.get(`/orders/${orderId}`)).body['status'];
  const letters = () => order.messaging.deadLetters(`${order.prefix}order.dead-letter`);
  const lettersOf = async (orderId: string): Promise<DeadLetter[]> =>
    (await letters().list()).filter(({ key }) => key === orderId);

  it('is answered about with a problem that says so, and never as if the event were nothing', async () => {
    const answer = await order.get(`/orders/${poisoned}`);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: '/problems/unreadable-history',
      title: 'Internal Server Error',
      status: 500,
      detail: `The history of order ${poisoned} has an event that this release cannot read: version 2, order.gift-wrapped (schema version 1).`,
      code: 'unreadable-history',
      orderId: poisoned,
      version: 2,
    });
    for (const [path, body] of [
      ['items', { productId: 'mouse', quantity: 1 }],
      ['cancel', {}],
    ] as const)
      expect(await order.post(`/orders/${poisoned}/${path}`, body)).toMatchObject({
        status: 500,
        body: { code: 'unreadable-history' },
      });
  });

  it('is told as it was before, and with all that happened to it', async () => {
    expect((await order.get(`/orders/${poisoned}?version=1`)).body).toMatchObject({
      status: 'suspended',
      version: 1,
    });
    expect(await order.get(`/orders/${poisoned}?version=2`)).toMatchObject({ status: 500 });
    const { events } = (await order.get(`/orders/${poisoned}/history`)).body as { events: object[] };
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({ version: 2, type: 'order.gift-wrapped', data: { paper: 'red' } });
  });

  it('is not taken for readable when a known event is of a schema that nobody here knows', async () => {
    const other = await order.place();
    await appendUnknown(other, 'order.confirmed', 2);
    const { status, body } = await order.get(`/orders/${other}`);
    expect([status, body['code']]).toEqual([500, 'unreadable-history']);
    expect(body['detail']).toMatch(/order\.confirmed \(schema version 2\)/);
  });

  it('stands still alone: what answers it waits among the dead letters, all other orders go on at once', async () => {
    const others = await Promise.all(Array.from({ length: 20 }, () => order.place()));
    const answers = others.map(paid);
    await order.publish(...answers.slice(0, 10), declined(poisoned), ...answers.slice(10), paid(poisoned));
    await eventually(async () => {
      for (const other of others) expect(await statusOf(other)).toBe('completed');
    }, within);
    await eventually(async () => expect(await lettersOf(poisoned)).toHaveLength(2), within);
    const [head, behind] = await lettersOf(poisoned);
    expect(head).toMatchObject({ reason: 'failed', errorCode: 'unreadable-history', attempts: 1 });
    expect(behind).toMatchObject({ reason: 'parked-behind' });
    expect(await (await fetch(`${order.url}/metrics`)).text()).toMatch(
      /order_unreadable_histories_total\{type="order.gift-wrapped"[^}]*\} [1-9]/,
    );
    expect((await order.get('/readyz')).status).toBe(200);
  });

  it('has its deadline put off, again and again, and loses it to nobody; those of others are dealt with', async () => {
    const [one, another] = [await order.place(), await order.place()];
    await comeToPass(one, poisoned, another);
    for (const other of [one, another])
      await eventually(async () => expect(await statusOf(other)).toBe('failed'), within);
    await eventually(async () => expect(await isPutOff(poisoned)).toBe(true), within);
    await comeToPass(poisoned);
    await eventually(async () => expect(await isPutOff(poisoned)).toBe(true), within);
    await forgetUnknown(poisoned);
    expect(await statusOf(poisoned)).toBe('suspended');
    await comeToPass(poisoned);
    await eventually(async () => expect(await statusOf(poisoned)).toBe('failed'), within);
  });

  it('goes on where it stood once a release knows the event: its letters are replayed', async () => {
    await order.publish(declined(poisoned), paid(poisoned));
    await eventually(async () => expect(await lettersOf(poisoned)).toHaveLength(2), within);
    await forgetUnknown(poisoned);
    const desk = letters();
    const head = (await desk.list()).find(({ key, reason }) => key === poisoned && reason === 'failed')!;
    await desk.decide([head], 'replay');
    await eventually(async () => expect(await statusOf(poisoned)).toBe('failed'), within);
    await eventually(async () => expect(await lettersOf(poisoned)).toEqual([]), within);
  });
});
