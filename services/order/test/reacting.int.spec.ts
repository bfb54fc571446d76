import { randomUUID } from 'node:crypto';
import { toHeaders } from '@ordersaga/contracts';
import { collectRecords, sampleMessage, untilReady } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

let order: OrderUnderTest;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_reacting');
  await untilReady(order.url);
});

afterAll(() => order?.stop());

const paid = (orderId: string, revision = 1) =>
  sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision });
const declined = (orderId: string, revision = 1) =>
  sampleMessage('com.ordersaga.payment.declined.v1', { orderId, revision, detail: 'no funds' });
const rejected = (orderId: string, revision = 1) =>
  sampleMessage('com.ordersaga.stock.rejected.v1', {
    orderId,
    revision,
    shortages: [{ productId: 'keyboard', requested: 1, available: 0 }],
  });

const entry = (productId: string, unitPrice: number, revision: number) =>
  sampleMessage('com.ordersaga.product.cataloged.v1', {
    productId,
    name: productId,
    unitPrice,
    currency: 'EUR',
    revision,
  });

async function untilOrder(orderId: string, expected: Record<string, unknown>): Promise<void> {
  await eventually(async () => {
    expect((await order.get(`/orders/${orderId}`)).body).toMatchObject(expected);
  });
}

/** Everything published before has been worked on once these are: they go to each partition of both topics. */
async function untilCaughtUp(): Promise<void> {
  const markers = ['stock', 'payment'].flatMap((service) =>
    Array.from({ length: 16 }, () => ({
      ...entry(`marker-${randomUUID()}`, 1, 1),
      source: `/ordersaga/${service}`,
    })),
  );
  await order.publish(...markers);
  await eventually(async () => {
    const products = (await order.get('/products')).body as unknown as { productId: string }[];
    const known = products.map(({ productId }) => productId);
    expect(known).toEqual(expect.arrayContaining(markers.map(({ subject }) => subject)));
  });
}

describe('the outcome of an order', () => {
  it('is completed once its payment is', async () => {
    const orderId = await order.place();
    const answer = paid(orderId);
    await order.publish(answer);
    await untilOrder(orderId, { status: 'completed', version: 2 });
    const rows = await order.outboxOf(orderId);
    expect(
      rows.slice(2).map(({ topic, headers }) => [topic, headers['ce_type'], headers['causationid']]),
    ).toEqual([
      ['order.domain-events', 'com.ordersaga.order.domain.completed.v1', answer.id],
      ['order.integration-events', 'com.ordersaga.order.completed.v1', rows[2]?.message_id],
    ]);
    expect(rows[2]?.headers['correlationid']).toBe(answer.correlationId);
  });

  it('is failed when the payment is declined', async () => {
    const orderId = await order.place();
    await order.publish(declined(orderId));
    await untilOrder(orderId, {
      status: 'failed',
      failure: { reason: 'payment-declined', detail: 'no funds' },
    });
  });

  it('is failed when stock is short', async () => {
    const orderId = await order.place();
    await order.publish(rejected(orderId));
    await untilOrder(orderId, {
      status: 'failed',
      failure: {
        reason: 'insufficient-stock',
        shortages: [{ productId: 'keyboard', requested: 1, available: 0 }],
      },
    });
  });

  it('is not changed by stale, repeated or contradicting messages', async () => {
    const [open, done] = [await order.place(), await order.place()];
    const answer = paid(done);
    await order.publish(paid(open, 2), declined(open, 2), rejected(open, 2));
    await order.publish(answer, answer, declined(done), paid(done));
    await order.publish(answer, rejected(done));
    await untilCaughtUp();
    await untilOrder(open, { status: 'suspended', version: 1 });
    // Topics have no order between them: the shortage may have come first, the second word never counts.
    const { body } = await order.get(`/orders/${done}`);
    expect(body['version']).toBe(2);
    expect(['completed', 'failed']).toContain(body['status']);
    expect(await order.outboxOf(done)).toHaveLength(4);
  });

  it('is reached by every order of a large batch', async () => {
    const orderIds = await Promise.all(Array.from({ length: 60 }, () => order.place()));
    await order.publish(...orderIds.map((orderId, n) => (n % 3 ? paid(orderId) : declined(orderId))));
    await Promise.all(
      orderIds.map((orderId, n) =>
        untilOrder(orderId, { status: n % 3 ? 'completed' : 'failed', version: 2 }),
      ),
    );
  });
});

describe('messages that are not what they should be', () => {
  it('an unreadable one goes to the dead letters, and the rest goes on', async () => {
    const orderId = await order.place();
    const good = paid(orderId);
    const topic = 'payment.integration-events';
    await order.publishRaw(
      { topic, key: orderId, headers: toHeaders(good), value: 'no JSON' },
      { topic, key: orderId, headers: {}, value: '{}' },
      {
        topic,
        key: orderId,
        headers: { ...toHeaders(good), ce_type: 'com.ordersaga.unheard.v1' },
        value: '{}',
      },
      { topic, key: orderId, headers: toHeaders(paid(orderId)), value: '{"orderId":"x","revision":0}' },
    );
    await order.publish(good);
    await untilOrder(orderId, { status: 'completed' });
    const letters = await collectRecords(order.messaging, `${order.prefix}order.dead-letter`);
    await eventually(() => expect(letters).toHaveLength(4));
    expect(letters.map(({ value }) => value?.toString()).sort()).toEqual(
      ['no JSON', '{"orderId":"x","revision":0}', '{}', '{}'].sort(),
    );
  });

  it('those about orders that do not exist, or that are for others, are passed over', async () => {
    const orderId = await order.place();
    const refunded = sampleMessage('com.ordersaga.payment.refunded.v1', { orderId, amount: 1 });
    await order.publish(paid(randomUUID()), paid('nobody'), paid('\u0000'), refunded, paid(orderId));
    await untilOrder(orderId, { status: 'completed' });
    await untilCaughtUp();
  });
});

describe('the replica of the catalogue', () => {
  it('follows Stock, and new orders are priced by it', async () => {
    await order.publish(
      entry('monitor', 24_900, 1),
      sampleMessage('com.ordersaga.product.price-changed.v1', {
        productId: 'monitor',
        unitPrice: 19_900,
        currency: 'EUR',
        revision: 2,
      }),
      entry('monitor', 24_900, 1),
    );
    await untilCaughtUp();
    const orderId = await order.place({ items: [{ productId: 'monitor', quantity: 2 }] });
    await untilOrder(orderId, { total: 39_800 });
  });
});
