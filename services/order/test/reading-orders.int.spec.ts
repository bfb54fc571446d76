import { sampleMessage, untilReady } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

let order: OrderUnderTest;
let orderId: string;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_reading');
  await untilReady(order.url);
  orderId = await order.place();
  await order.publish(sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 1 }));
  await eventually(async () => {
    expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'completed' });
  });
});

afterAll(() => order?.stop());

describe('GET /orders/{id}', () => {
  it('gives the order as it is', async () => {
    const answer = await order.get(`/orders/${orderId}`);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.body).toMatchObject({ orderId, version: 2, status: 'completed', revision: 1 });
    expect(answer.body).not.toHaveProperty('failure');
  });

  it('gives the order as it was at a version', async () => {
    const answer = await order.get(`/orders/${orderId}?version=1`);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(answer.body).toMatchObject({ version: 1, status: 'suspended' });
  });

  it('gives the order as it was at a moment, that of an event included', async () => {
    const { body } = await order.get(`/orders/${orderId}`);
    const { placedAt, updatedAt } = body as { placedAt: string; updatedAt: string };
    const at = async (time: string) => (await order.get(`/orders/${orderId}?at=${time}`)).body['status'];
    const justBefore = new Date(Date.parse(updatedAt) - 1).toISOString();
    expect(await at(placedAt)).toBe('suspended');
    expect(await at(justBefore)).toBe('suspended');
    expect(await at(updatedAt)).toBe('completed');
    expect(await at('2999-01-01T00:00:00%2B02:00')).toBe('completed');
  });

  it.each(['?version=3', '?version=99999999999999999999', '?at=2020-01-01T00:00:00Z'])(
    'there is nothing at %s',
    async (query) => {
      const answer = await order.get(`/orders/${orderId}${query}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it.each([
    '?version=0',
    '?version=-1',
    '?version=one',
    '?version=1.5',
    '?version=1&version=2',
    '?at=yesterday',
    '?at=2026-13-01T00:00:00Z',
    '?at=2026-01-01',
    '?version=1&at=2026-01-01T00:00:00Z',
    '?verison=1',
  ])('refuses %s', async (query) => {
    expect((await order.get(`/orders/${orderId}${query}`)).status).toBe(400);
  });

  it.each(['018f0000-0000-7000-8000-000000000000', 'nobody', '%00', '%F0%9F%8C%B5'])(
    'knows no order %s',
    async (id) => {
      expect((await order.get(`/orders/${id}`)).status).toBe(404);
      expect((await order.get(`/orders/${id}/history`)).status).toBe(404);
    },
  );
});

describe('GET /orders/{id}/history', () => {
  it('gives every event with what caused it', async () => {
    const { status, body } = await order.get(`/orders/${orderId}/history`);
    expect(status).toBe(200);
    expect(body).toEqual({
      orderId,
      events: [
        {
          version: 1,
          type: 'order.placed',
          recordedAt: expect.any(String) as string,
          eventId: expect.any(String) as string,
          causationId: expect.any(String) as string,
          correlationId: expect.any(String) as string,
          actor: 'customer',
          data: {
            customerId: 'c-1',
            revision: 1,
            items: [{ productId: 'keyboard', quantity: 1, unitPrice: 4_990 }],
            currency: 'EUR',
            total: 4_990,
            hold: false,
            paymentMethod: 'card-ok',
          },
        },
        {
          version: 2,
          type: 'order.completed',
          recordedAt: expect.any(String) as string,
          eventId: expect.any(String) as string,
          causationId: expect.any(String) as string,
          correlationId: `correlation-of-${orderId}`,
          actor: 'payment',
          data: { revision: 1 },
        },
      ],
    });
  });
});

it('GET /products gives the catalogue as Order knows it', async () => {
  const { status, body } = await order.get('/products');
  expect(status).toBe(200);
  expect(body).toEqual([
    { productId: 'import', name: 'import', unitPrice: 700, currency: 'USD' },
    { productId: 'keyboard', name: 'keyboard', unitPrice: 4_990, currency: 'EUR' },
    { productId: 'mouse', name: 'mouse', unitPrice: 1_990, currency: 'EUR' },
  ]);
});

it('GET /readyz names each dependency', async () => {
  expect((await order.get('/readyz')).body).toEqual({
    status: 'up',
    dependencies: { postgres: { status: 'up' }, kafka: { status: 'up' }, consumer: { status: 'up' } },
  });
});

it('GET /metrics counts events by type', async () => {
  const text = await (await fetch(`${order.url}/metrics`)).text();
  expect(text).toMatch(/order_events_total\{type="order\.completed",service="order"\} 1/);
});
