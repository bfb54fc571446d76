import { fromWire } from '@ordersaga/contracts';
import { sampleMessage, untilReady, type Answer } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

let order: OrderUnderTest;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_changing');
  await untilReady(order.url);
});

afterAll(() => order?.stop());

const two = { items: [{ productId: 'keyboard', quantity: 2 }] };
const add = (orderId: string, productId: string, quantity: unknown, headers = {}) =>
  order.post(`/orders/${orderId}/items`, { productId, quantity }, headers);
const remove = (orderId: string, productId: string, query = '', headers = {}) =>
  order.delete(`/orders/${orderId}/items/${productId}${query}`, headers);
const isProblem = ({ headers }: Answer): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') ?? false;

/** The newest message about an order of each topic. */
async function lastMessages(orderId: string) {
  const rows = await order.outboxOf(orderId);
  return rows
    .slice(-2)
    .map(({ key, headers, payload }) =>
      fromWire({ key, headers, value: Buffer.from(JSON.stringify(payload)) }),
    );
}

describe('POST /orders/{id}/items', () => {
  it('answers with the order as it is now, and lets the change leave', async () => {
    const orderId = await order.place({ ...two, hold: true });
    const answer = await add(orderId, 'mouse', 3, { 'x-correlation-id': 'adding' });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    const items = [
      { productId: 'keyboard', quantity: 2, unitPrice: 4_990 },
      { productId: 'mouse', quantity: 3, unitPrice: 1_990 },
    ];
    expect(answer.body).toMatchObject({ orderId, version: 2, revision: 2, items, total: 15_950 });
    expect(answer.body).toEqual((await order.get(`/orders/${orderId}`)).body);
    const [domain, integration] = await lastMessages(orderId);
    expect(domain).toMatchObject({
      type: 'com.ordersaga.order.domain.items-changed.v1',
      correlationId: 'adding',
      data: { orderId, version: 2, revision: 2, items, total: 15_950 },
    });
    expect(integration).toMatchObject({
      type: 'com.ordersaga.order.items-changed.v1',
      data: { orderId, revision: 2, items, total: 15_950, hold: true, paymentMethod: 'card-ok' },
    });
  });

  it('adds to a line at the price it has', async () => {
    const orderId = await order.place(two);
    const { body } = await add(orderId, 'keyboard', 1);
    expect(body['items']).toEqual([{ productId: 'keyboard', quantity: 3, unitPrice: 4_990 }]);
  });

  it('names a product it does not know', async () => {
    const answer = await add(await order.place(), 'nothing', 1);
    expect([answer.status, isProblem(answer)]).toEqual([422, true]);
    expect(answer.body['errors']).toEqual([{ path: 'productId', message: 'there is no product nothing' }]);
  });

  it('refuses another currency, and more than an order may have', async () => {
    const orderId = await order.place();
    expect((await add(orderId, 'import', 1)).status).toBe(422);
    expect((await add(orderId, 'keyboard', 10_000)).status).toBe(422);
    expect((await order.get(`/orders/${orderId}`)).body['version']).toBe(1);
  });

  it.each([
    [{ productId: 'mouse' }, ['quantity']],
    [{ productId: 'mouse', quantity: 0 }, ['quantity']],
    [{ productId: 'mouse', quantity: 10_001 }, ['quantity']],
    [{ productId: '', quantity: 1.5, unitPrice: 1 }, ['productId', 'quantity', 'unitPrice']],
    [undefined, ['productId', 'quantity']],
    ['[]', ['']],
  ])('refuses the body %j', async (body, paths) => {
    const answer = await order.post(`/orders/${await order.place()}/items`, body);
    expect([answer.status, isProblem(answer)]).toEqual([400, true]);
    const faults = answer.body['errors'] as { path: string }[] | undefined;
    expect(faults?.map(({ path }) => path).sort()).toEqual(paths);
  });
});

describe('DELETE /orders/{id}/items/{productId}', () => {
  it('takes some of a line, or all of it', async () => {
    const orderId = await order.place(two);
    await add(orderId, 'mouse', 5);
    const some = await remove(orderId, 'mouse', '?quantity=2');
    expect([some.status, some.headers.get('etag')]).toEqual([200, '"3"']);
    expect(some.body).toMatchObject({ revision: 3, total: 15_950 });
    expect((await remove(orderId, 'mouse')).body).toMatchObject({ revision: 4, total: 9_980 });
    await add(orderId, 'mouse', 1);
    expect((await remove(orderId, 'mouse', '?quantity=1')).body['items']).toHaveLength(1);
  });

  it.each([
    ['more than the line has', 'keyboard', '?quantity=3', 422],
    ['more than any line has', 'keyboard', '?quantity=99999999999999999999', 422],
    ['the last line', 'keyboard', '', 409],
    ['all of the last line', 'keyboard', '?quantity=2', 409],
    ['what the order does not have', 'mouse', '', 404],
    ['what nobody has', '%00', '', 404],
    ['nothing', 'keyboard', '?quantity=0', 400],
    ['half a piece', 'keyboard', '?quantity=1.5', 400],
    ['no number', 'keyboard', '?quantity=', 400],
    ['two numbers', 'keyboard', '?quantity=1&quantity=1', 400],
    ['something else', 'keyboard', '?count=1', 400],
  ])('does not take %s', async (_, productId, query, status) => {
    const orderId = await order.place(two);
    const answer = await remove(orderId, productId, query);
    expect([answer.status, isProblem(answer)]).toEqual([status, true]);
    expect((await order.get(`/orders/${orderId}`)).body['version']).toBe(1);
  });
});

describe('POST /orders/{id}/confirm', () => {
  const bodies: [string, RequestInit][] = [
    ['no body', {}],
    ['an empty body of a type', { headers: { 'content-type': 'application/json' } }],
    ['an empty object', { body: '{}', headers: { 'content-type': 'application/json' } }],
  ];
  it.each(bodies)('lets a held order go ahead, with %s', async (_, init) => {
    const orderId = await order.place({ hold: true });
    const answer = await fetch(`${order.url}/orders/${orderId}/confirm`, { method: 'POST', ...init });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await answer.json()).toMatchObject({ hold: false, revision: 1, status: 'suspended' });
    const [, integration] = await lastMessages(orderId);
    expect(integration).toMatchObject({
      type: 'com.ordersaga.order.confirmed.v1',
      data: { orderId, revision: 1 },
    });
  });

  it('is nothing for an order that is not held, or no longer', async () => {
    const orderId = await order.place({ hold: true });
    await order.post(`/orders/${orderId}/confirm`);
    const again = await order.post(`/orders/${orderId}/confirm`);
    expect([again.status, isProblem(again)]).toEqual([409, true]);
    expect((await order.post(`/orders/${await order.place()}/confirm`)).status).toBe(409);
  });

  it('takes no words', async () => {
    const orderId = await order.place({ hold: true });
    const answer = await order.post(`/orders/${orderId}/confirm`, { reason: 'why not' });
    expect([answer.status, answer.body['errors']]).toEqual([
      400,
      [{ path: 'reason', message: expect.any(String) as string }],
    ]);
  });
});

describe('POST /orders/{id}/cancel', () => {
  it.each([[undefined], [{}], [{ reason: 'found it cheaper' }]])(
    'calls the order off with %j',
    async (body) => {
      const orderId = await order.place();
      const answer = await order.post(`/orders/${orderId}/cancel`, body);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
      expect(answer.body).toMatchObject({ status: 'cancelled', version: 2 });
      const [, integration] = await lastMessages(orderId);
      expect(integration).toMatchObject({ type: 'com.ordersaga.order.cancelled.v1' });
      expect(integration?.data).toEqual({ orderId, revision: 1, ...body });
    },
  );

  it.each([[{ reason: '' }], [{ reason: 'x'.repeat(501) }], [{ why: 'so' }], ['null']])(
    'refuses the body %j',
    async (body) => {
      const answer = await order.post(`/orders/${await order.place()}/cancel`, body);
      expect(answer.status).toBe(400);
    },
  );
});

/** Every call that changes an order, on one that has two keyboards. */
const calls: [string, (orderId: string, headers?: Record<string, string>) => Promise<Answer>][] = [
  ['adding', (orderId, headers) => add(orderId, 'mouse', 1, headers)],
  ['removing', (orderId, headers) => remove(orderId, 'keyboard', '?quantity=1', headers)],
  ['confirming', (orderId, headers) => order.post(`/orders/${orderId}/confirm`, undefined, headers)],
  ['cancelling', (orderId, headers) => order.post(`/orders/${orderId}/cancel`, undefined, headers)],
];

describe.each(calls)('%s', (_, call) => {
  it.each(['018f0000-0000-7000-8000-000000000000', 'nobody', '%00'])(
    'needs an order, which %s is not, whatever If-Match says',
    async (orderId) => {
      const answer = await call(orderId, { 'if-match': '"7"' });
      expect([answer.status, isProblem(answer)]).toEqual([404, true]);
    },
  );

  it.each(['"1"', '*', '"7", "1"'])('is done when If-Match is %s', async (tag) => {
    const answer = await call(await order.place({ ...two, hold: true }), { 'if-match': tag });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
  });

  it.each(['"2"', '"0"', 'W/"1"', '1', '"1', '"01"'])('is not done when it is %s', async (tag) => {
    const orderId = await order.place({ ...two, hold: true });
    const answer = await call(orderId, { 'if-match': tag });
    expect([answer.status, isProblem(answer)]).toEqual([412, true]);
    expect((await order.get(`/orders/${orderId}`)).body['version']).toBe(1);
  });

  it('is told of a stale If-Match before it is told that the order is decided', async () => {
    const orderId = await order.place({ ...two, hold: true });
    await order.post(`/orders/${orderId}/cancel`);
    expect((await call(orderId, { 'if-match': '"1"' })).status).toBe(412);
    expect((await call(orderId, { 'if-match': '"2"' })).status).toBe(409);
  });

  it.each(['cancelled', 'completed', 'failed'])('comes too late for an order that is %s', async (status) => {
    const orderId = await order.place({ ...two, hold: true });
    const answer = { orderId, revision: 1 };
    if (status === 'cancelled') await order.post(`/orders/${orderId}/cancel`);
    if (status === 'completed')
      await order.publish(sampleMessage('com.ordersaga.payment.completed.v1', answer));
    if (status === 'failed')
      await order.publish(sampleMessage('com.ordersaga.stock.rejected.v1', { ...answer, shortages: [] }));
    await eventually(async () => {
      expect((await order.get(`/orders/${orderId}`)).body['status']).toBe(status);
    });
    const late = await call(orderId);
    expect([late.status, isProblem(late)]).toEqual([409, true]);
    expect(late.body['detail']).toContain(`is ${status}`);
  });
});

it('an answer to the items of before does not decide a changed order', async () => {
  const orderId = await order.place(two);
  await add(orderId, 'mouse', 1);
  await order.publish(
    sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 1 }),
    sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 2 }),
  );
  await eventually(async () => {
    expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'completed', version: 3 });
  });
});
