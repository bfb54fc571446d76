import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

let order: OrderUnderTest;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_travelling');
});

afterAll(() => order?.stop());

type Shown = Record<string, unknown>;

/** A held order that was changed twice, confirmed and cancelled; and what was answered to each step. */
async function live(): Promise<{ orderId: string; answers: Shown[] }> {
  const placed = await order.post('/orders', {
    customerId: 'c-1',
    items: [{ productId: 'keyboard', quantity: 2 }],
    hold: true,
  });
  const orderId = placed.body['orderId'] as string;
  const url = `/orders/${orderId}`;
  const steps = [
    () => order.post(`${url}/items`, { productId: 'mouse', quantity: 3 }),
    () => order.delete(`${url}/items/keyboard?quantity=1`),
    () => order.post(`${url}/confirm`),
    () => order.post(`${url}/cancel`, { reason: 'found it cheaper' }),
  ];
  const answers = [placed.body];
  for (const step of steps) {
    await nextMillisecond();
    answers.push((await step()).body);
  }
  return { orderId, answers };
}

/** Times are kept in milliseconds: steps within one could not be told apart by `?at=`. */
async function nextMillisecond(): Promise<void> {
  const begin = Date.now();
  await eventually(() => expect(Date.now()).toBeGreaterThan(begin), { every: 1 });
}

describe('an order that was changed, confirmed and cancelled', () => {
  it('is shown as it was at each version', async () => {
    const { orderId, answers } = await live();
    expect(answers.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    for (const answer of answers) {
      const shown = await order.get(`/orders/${orderId}?version=${String(answer['version'])}`);
      expect([shown.status, shown.headers.get('etag')]).toEqual([200, `"${String(answer['version'])}"`]);
      expect(shown.body).toEqual(answer);
    }
    expect((await order.get(`/orders/${orderId}`)).body).toEqual(answers.at(-1));
    expect((await order.get(`/orders/${orderId}?version=6`)).status).toBe(404);
  });

  it('is shown as it was at the moment of each change, and right before it', async () => {
    const { orderId, answers } = await live();
    const at = async (time: number) =>
      (await order.get(`/orders/${orderId}?at=${new Date(time).toISOString()}`)).body;
    for (const [index, answer] of answers.entries()) {
      const moment = Date.parse(answer['updatedAt'] as string);
      expect(await at(moment)).toEqual(answer);
      if (index > 0) expect(await at(moment - 1)).toEqual(answers[index - 1]);
    }
  });

  it('tells its history: what, on whose word, in which request', async () => {
    const { orderId } = await live();
    const { body } = await order.get(`/orders/${orderId}/history`);
    const events = body['events'] as Shown[];
    expect(events.map(({ version, type, actor, data }) => ({ version, type, actor, data }))).toEqual([
      expect.objectContaining({ version: 1, type: 'order.placed', actor: 'customer' }),
      {
        version: 2,
        type: 'order.items-changed',
        actor: 'customer',
        data: {
          revision: 2,
          items: [
            { productId: 'keyboard', quantity: 2, unitPrice: 4_990 },
            { productId: 'mouse', quantity: 3, unitPrice: 1_990 },
          ],
          total: 15_950,
        },
      },
      {
        version: 3,
        type: 'order.items-changed',
        actor: 'customer',
        data: {
          revision: 3,
          items: [
            { productId: 'keyboard', quantity: 1, unitPrice: 4_990 },
            { productId: 'mouse', quantity: 3, unitPrice: 1_990 },
          ],
          total: 10_960,
        },
      },
      { version: 4, type: 'order.confirmed', actor: 'customer', data: { revision: 3 } },
      {
        version: 5,
        type: 'order.cancelled',
        actor: 'customer',
        data: { revision: 3, reason: 'found it cheaper' },
      },
    ]);
    expect(new Set(events.map(({ causationId }) => causationId)).size).toBe(5);
  });

  it('has a history without the actor for what was stored before it was noted', async () => {
    const { orderId } = await live();
    await order.pool.query(
      `UPDATE events SET metadata = (metadata::jsonb - 'actor')::json WHERE stream_id = $1`,
      [orderId],
    );
    const { status, body } = await order.get(`/orders/${orderId}/history`);
    expect(status).toBe(200);
    for (const event of body['events'] as Shown[]) expect(event).not.toHaveProperty('actor');
  });
});
