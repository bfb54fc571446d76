import { sampleMessage, untilReady } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest, placing } from './order-under-test';

jest.setTimeout(60_000);

describe('while Postgres is away', () => {
  let order: OrderUnderTest;

  beforeAll(async () => {
    order = await OrderUnderTest.start('order_outage');
    await untilReady(order.url);
  });

  afterAll(() => order?.stop());

  it('asks to come back later, then goes on with what was begun', async () => {
    const orderId = await order.place();
    const before = await order.countOrders();
    await order.gate.shut();

    const place = () => order.post('/orders', placing(), { 'idempotency-key': 'outage' });
    const refused = await place();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await order.get(`/orders/${orderId}`)).status).toBe(503);
    expect(await order.get('/readyz')).toMatchObject({
      status: 503,
      body: { dependencies: { postgres: { status: 'down' } } },
    });
    expect((await order.get('/livez')).status).toBe(200);
    await order.publish(sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 1 }));

    order.gate.open();
    const placed = await eventually(async () => {
      const answer = await place();
      expect(answer.status).toBe(201);
      return answer;
    });
    expect((await place()).body).toEqual(placed.body);
    expect(await order.countOrders()).toBe(before + 1);
    await eventually(
      async () => {
        expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({
          status: 'completed',
          version: 2,
        });
      },
      { within: 30_000 },
    );
  });

  it('a connection that breaks at any moment never doubles an order', async () => {
    const before = await order.countOrders();
    const keys = Array.from({ length: 40 }, (_, n) => `broken-${n}`);
    const place = (key: string) => order.post('/orders', placing(), { 'idempotency-key': key });
    const storm = Promise.all(keys.map(place));
    await order.gate.shut();
    order.gate.open();
    await storm;
    const ids = await Promise.all(
      keys.map((key) =>
        eventually(
          async () => {
            const answer = await place(key);
            expect(answer.status).toBe(201);
            return answer.body['orderId'];
          },
          { within: 30_000, every: 100 },
        ),
      ),
    );
    expect(new Set(ids).size).toBe(keys.length);
    expect(await order.countOrders()).toBe(before + keys.length);
  });
});

describe('while Kafka is away', () => {
  it('orders are taken all the same, and the service can be stopped', async () => {
    // Port 9 (discard) is served nowhere.
    const order = await OrderUnderTest.start('order_no_kafka', '127.0.0.1:9');
    try {
      const orderId = await order.place();
      expect(await order.outboxOf(orderId)).toHaveLength(2);
      expect(await order.get('/readyz')).toMatchObject({
        status: 503,
        body: {
          dependencies: {
            postgres: { status: 'up' },
            kafka: { status: 'down' },
            consumer: { status: 'down' },
          },
        },
      });
    } finally {
      const begin = performance.now();
      await order.stop();
      expect(performance.now() - begin).toBeLessThan(10_000);
    }
  });
});
