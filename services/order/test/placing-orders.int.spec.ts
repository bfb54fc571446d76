import { fromWire } from '@ordersaga/contracts';
import { OrderUnderTest, placing } from './order-under-test';

jest.setTimeout(60_000);

let order: OrderUnderTest;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_placing');
});

afterAll(() => order?.stop());

describe('POST /orders', () => {
  it('answers with the order, priced by the catalogue, and where to find it', async () => {
    const items = [
      { productId: 'keyboard', quantity: 1 },
      { productId: 'mouse', quantity: 2 },
      { productId: 'keyboard', quantity: 1 },
    ];
    const answer = await order.post('/orders', placing({ items, hold: true }));
    const { orderId } = answer.body as { orderId: string };
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/orders/${orderId}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toEqual({
      orderId,
      customerId: 'c-1',
      status: 'suspended',
      hold: true,
      revision: 1,
      version: 1,
      currency: 'EUR',
      total: 13_960,
      items: [
        { productId: 'keyboard', quantity: 2, unitPrice: 4_990 },
        { productId: 'mouse', quantity: 2, unitPrice: 1_990 },
      ],
      paymentMethod: 'card-ok',
      placedAt: expect.any(String) as string,
      updatedAt: answer.body['placedAt'],
    });
    expect(Date.parse(answer.body['placedAt'] as string)).not.toBeNaN();
  });

  it('lets the event leave for the projections and for the other services', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const headers = { 'x-correlation-id': 'correlation-1', traceparent };
    const { body } = await order.post('/orders', placing({ paymentMethod: 'card-flaky' }), headers);
    const orderId = body['orderId'] as string;
    const rows = await order.outboxOf(orderId);
    expect(rows.map(({ topic }) => topic)).toEqual(['order.domain-events', 'order.integration-events']);
    const [domain, integration] = rows.map(({ key, headers, payload }) =>
      fromWire({ key, headers, value: Buffer.from(JSON.stringify(payload)) }),
    );
    const history = await order.get(`/orders/${orderId}/history`);
    const [event] = history.body['events'] as { eventId: string }[];
    expect(domain).toMatchObject({
      id: event?.eventId,
      type: 'com.ordersaga.order.domain.placed.v1',
      source: '/ordersaga/order',
      subject: orderId,
      time: new Date(body['placedAt'] as string),
      correlationId: 'correlation-1',
      traceparent,
      data: { orderId, version: 1, revision: 1, customerId: 'c-1', total: 4_990 },
    });
    expect(integration).toMatchObject({
      type: 'com.ordersaga.order.placed.v1',
      causationId: event?.eventId,
      data: { orderId, revision: 1, total: 4_990, hold: false, currency: 'EUR', paymentMethod: 'card-flaky' },
    });
    expect(rows.map(({ message_id }) => message_id)).toEqual([domain?.id, integration?.id]);
  });

  it('names every fault of a bad body, and every member it does not know', async () => {
    const body = {
      customerId: '',
      items: [
        { productId: 'keyboard', quantity: 0 },
        { productId: 7, quantity: 1.5, unitPrice: 1 },
        { productId: 'mouse\u0000', quantity: 10_001 },
      ],
      hold: 'yes',
      total: 1,
    };
    const answer = await order.post('/orders', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const paths = (answer.body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      'customerId',
      'hold',
      'items.0.quantity',
      'items.1.productId',
      'items.1.quantity',
      'items.1.unitPrice',
      'items.2.productId',
      'items.2.quantity',
      'total',
    ]);
  });

  it.each([
    ['no items', placing({ items: [] }), 'items'],
    ['no list of items', placing({ items: 'keyboard' }), 'items'],
    [
      'more than 100 items',
      placing({ items: Array.from({ length: 101 }, () => ({ productId: 'mouse', quantity: 1 })) }),
      'items',
    ],
    ['a long customer id', placing({ customerId: 'c'.repeat(201) }), 'customerId'],
    ['half a character', placing({ customerId: 'c\ud800' }), 'customerId'],
    [
      'a product more than 10,000 times in all',
      placing({
        items: [
          { productId: 'mouse', quantity: 9_999 },
          { productId: 'keyboard', quantity: 1 },
          { productId: 'mouse', quantity: 2 },
        ],
      }),
      'items.2.quantity',
    ],
  ])('refuses %s', async (_, body, path) => {
    const answer = await order.post('/orders', body);
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual([{ path, message: expect.any(String) as string }]);
  });

  it.each([['null'], ['[]'], ['"order"'], ['{"customerId"']])('refuses the body %s', async (text) => {
    expect((await order.post('/orders', text)).status).toBe(400);
  });

  it('names every product it does not know', async () => {
    const items = ['keyboard', 'nothing', 'nowhere'].map((productId) => ({ productId, quantity: 1 }));
    const answer = await order.post('/orders', placing({ items }));
    expect(answer.status).toBe(422);
    expect(answer.body['errors']).toEqual([
      { path: 'items.1.productId', message: 'there is no product nothing' },
      { path: 'items.2.productId', message: 'there is no product nowhere' },
    ]);
  });

  it('takes one currency only', async () => {
    const items = ['keyboard', 'import'].map((productId) => ({ productId, quantity: 1 }));
    expect((await order.post('/orders', placing({ items }))).status).toBe(422);
  });

  it('refuses a body of more than 256 KiB', async () => {
    const answer = await order.post('/orders', placing({ customerId: 'c'.repeat(257 * 1024) }));
    expect(answer.status).toBe(413);
  });
});

describe('POST /orders with an Idempotency-Key', () => {
  const keyed = (key: string, change = {}) =>
    order.post('/orders', placing(change), { 'idempotency-key': key });

  it('gives the first answer again', async () => {
    const before = await order.countOrders();
    const first = await keyed('again');
    const second = await keyed('again');
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('etag')).toBe('"1"');
    expect(await order.countOrders()).toBe(before + 1);
  });

  it('places one order for any number of equal requests at once', async () => {
    const before = await order.countOrders();
    const answers = await Promise.all(Array.from({ length: 25 }, () => keyed('at-once')));
    expect(await order.countOrders()).toBe(before + 1);
    const placed = answers.filter(({ status }) => status === 201);
    expect(placed.length).toBeGreaterThan(0);
    expect(new Set(placed.map(({ body }) => body['orderId'])).size).toBe(1);
    const busy = answers.filter(({ status }) => status !== 201);
    expect(busy.every(({ status, headers }) => status === 409 && headers.has('retry-after'))).toBe(true);
  });

  it('refuses another body', async () => {
    await keyed('other');
    expect((await keyed('other', { hold: true })).status).toBe(422);
  });

  it('stays free when the order cannot be placed', async () => {
    expect((await keyed('free', { items: [{ productId: 'nothing', quantity: 1 }] })).status).toBe(422);
    expect((await keyed('free', { items: [] })).status).toBe(400);
    expect((await keyed('free')).status).toBe(201);
  });

  it('passes to the next request when the first one died before the order was placed', async () => {
    const placed = await keyed('model');
    await claimLikeOneThatDied('model', 'died', '1 second');
    const answer = await keyed('died');
    expect(answer.status).toBe(201);
    expect(answer.body['orderId']).not.toBe(placed.body['orderId']);
    expect((await keyed('died')).body).toEqual(answer.body);
  });

  it('is refused while the first request may still be running', async () => {
    await keyed('model');
    await claimLikeOneThatDied('model', 'running', '-5 seconds');
    const answer = await keyed('running');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([409, '5']);
  });

  it.each([['a'.repeat(256)], ['caf\u00e9'], ['']])('refuses the key %p', async (key) => {
    expect((await keyed(key)).status).toBe(400);
  });

  /** A claim as a request leaves it that dies before its append: the request of `model`, an order id of its own. */
  async function claimLikeOneThatDied(model: string, key: string, overSince: string): Promise<void> {
    await order.pool.query(
      `INSERT INTO idempotency_claims (key, fingerprint, order_id, claimant, claimed_at, claimed_until)
       SELECT $2, fingerprint, gen_random_uuid(), gen_random_uuid(), now(), now() - $3::interval
       FROM idempotency_claims WHERE key = $1`,
      [model, key, overSince],
    );
  }
});
