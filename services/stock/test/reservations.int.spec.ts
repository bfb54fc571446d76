import type { ReceivedRecord } from '@ordersaga/messaging';
import { sampleMessage, send } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { openStock, placed, type ShownProduct } from './stock-under-test';

jest.setTimeout(90_000);

describe('reservations over Kafka', () => {
  let stock: Awaited<ReturnType<typeof openStock>>;
  let url: string;
  let letters: ReceivedRecord[];

  beforeAll(async () => {
    stock = await openStock();
    const [first] = await Promise.all([stock.start(), stock.start()]);
    url = first.url;
    letters = await stock.deadLetters();
  });
  afterAll(() => stock.close());

  const addProduct = (productId: string, quantity: number) =>
    send('POST', `${url}/products`, { productId, name: productId, unitPrice: 100, quantity });
  const product = async (productId: string) =>
    (await send<ShownProduct>('GET', `${url}/products/${productId}`)).body;
  const types = async (orderId: string) =>
    (await stock.announced(orderId)).map(({ type }) => type.replace(/^com\.ordersaga\.|\.v1$/g, ''));
  const untilTypes = (orderId: string, ...expected: string[]) =>
    eventually(async () => expect(await types(orderId)).toEqual(expected), { within: 20_000 });

  it('follow an order from its placement to its completion', async () => {
    await addProduct('followed', 10);
    const message = placed('followed-order', { followed: 4 });
    await stock.publish(message);
    await untilTypes('followed-order', 'stock.reserved');
    expect(await product('followed')).toMatchObject({ available: 6, reserved: 4, sold: 0 });
    await stock.publish(placed('followed-order', { followed: 7 }, 2));
    await untilTypes('followed-order', 'stock.reserved', 'stock.reserved');
    expect(await product('followed')).toMatchObject({ available: 3, reserved: 7, sold: 0 });
    await stock.publish(
      sampleMessage('com.ordersaga.order.completed.v1', { orderId: 'followed-order', revision: 2 }),
    );
    await eventually(async () =>
      expect(await product('followed')).toMatchObject({ available: 3, reserved: 0, sold: 7 }),
    );
    const [reserved] = await stock.announced('followed-order');
    expect(reserved?.data).toEqual({
      orderId: 'followed-order',
      revision: 1,
      total: 4200,
      hold: false,
      currency: 'EUR',
      paymentMethod: 'card-ok',
    });
    expect(reserved?.headers).toMatchObject({
      causationid: message.id,
      correlationid: 'correlation-of-followed-order',
      ce_subject: 'followed-order',
    });
  });

  it('are refused with every shortage, and what was held stays', async () => {
    await addProduct('scarce', 3);
    await stock.publish(placed('greedy', { scarce: 2 }), placed('greedy', { scarce: 5, unheard: 1 }, 2));
    await untilTypes('greedy', 'stock.reserved', 'stock.rejected');
    const [, rejected] = await stock.announced('greedy');
    expect(rejected?.data).toEqual({
      orderId: 'greedy',
      revision: 2,
      shortages: [
        { productId: 'scarce', requested: 5, available: 3 },
        { productId: 'unheard', requested: 1, available: 0 },
      ],
    });
    expect(await product('scarce')).toMatchObject({ available: 1, reserved: 2 });
    await stock.publish(
      sampleMessage('com.ordersaga.order.failed.v1', {
        orderId: 'greedy',
        revision: 2,
        reason: 'insufficient-stock',
      }),
    );
    await untilTypes('greedy', 'stock.reserved', 'stock.rejected', 'stock.released');
    expect(await product('scarce')).toMatchObject({ available: 3, reserved: 0 });
  });

  it('are not made for an order that was cancelled before', async () => {
    await addProduct('late', 3);
    const late = placed('too-late', { late: 1 });
    await stock.publish(
      sampleMessage('com.ordersaga.order.cancelled.v1', { orderId: 'too-late', revision: 1 }),
      late,
    );
    await eventually(async () => expect(await stock.hasTakenIn(late)).toBe(true), { within: 20_000 });
    expect(await types('too-late')).toEqual([]);
    expect(await product('late')).toMatchObject({ available: 3, reserved: 0 });
  });

  it('are made once for a message that comes again, in one batch or later', async () => {
    await addProduct('repeated', 5);
    const message = placed('repeating', { repeated: 2 });
    await stock.publish(message, message, placed('repeating', { repeated: 2 }));
    await untilTypes('repeating', 'stock.reserved');
    await stock.publish(message, placed('repeating', { repeated: 3 }, 2));
    await untilTypes('repeating', 'stock.reserved', 'stock.reserved');
    expect(await product('repeated')).toMatchObject({ available: 2, reserved: 3 });
  });

  it('cost a bad message no more than itself', async () => {
    await addProduct('sound', 5);
    const unreadable = { key: 'bad', headers: { ce_id: 'x' }, value: 'no json' };
    await stock.publish(placed('before-bad', { sound: 1 }));
    await stock.publishRecords([unreadable, { key: null, headers: {}, value: null }]);
    await stock.publish(placed('after-bad', { sound: 1 }));
    await untilTypes('before-bad', 'stock.reserved');
    await untilTypes('after-bad', 'stock.reserved');
    await eventually(() => expect(letters).toHaveLength(2), { within: 20_000 });
    expect(letters.map(({ headers }) => headers['dead-letter-reason'])).toEqual(['unreadable', 'unreadable']);
  });

  it('park a message that the database refuses, and nobody else notices', async () => {
    const before = letters.length;
    await stock.publish(placed('nul\u0000', { sound: 1 }), placed('beside-nul', { sound: 1 }));
    await untilTypes('beside-nul', 'stock.reserved');
    await eventually(() => expect(letters.length).toBe(before + 1), { within: 20_000 });
    expect(letters.at(-1)?.headers['dead-letter-reason']).toBe('failed');
  });

  it('balance when two instances serve many orders for one product, some twice', async () => {
    await addProduct('hot', 150);
    const orders = Array.from({ length: 200 }, (_, at) => placed(`hot-${at}`, { hot: 1 }));
    await stock.publish(...orders, ...orders.slice(0, 50));
    const outcomes = async () => {
      const { rows } = await stock.client.query<{ type: string; orders: string }>(
        `SELECT headers->>'ce_type' AS type, count(*) AS orders FROM outbox
         WHERE key LIKE 'hot-%' GROUP BY 1 ORDER BY 1`,
      );
      return rows;
    };
    await eventually(
      async () =>
        expect(await outcomes()).toEqual([
          { type: 'com.ordersaga.stock.rejected.v1', orders: '50' },
          { type: 'com.ordersaga.stock.reserved.v1', orders: '150' },
        ]),
      { within: 30_000 },
    );
    expect(await product('hot')).toMatchObject({ available: 0, reserved: 150, sold: 0 });
  });

  it('hold only what the products have reserved', async () => {
    const { rows } = await stock.client.query<{ product_id: string; reserved: string; held: string }>(
      `SELECT product_id, reserved, coalesce(held, 0) AS held FROM products LEFT JOIN (
         SELECT line->>'productId' AS product_id, sum((line->>'quantity')::bigint) AS held
         FROM reservations, jsonb_array_elements(lines) line GROUP BY 1
       ) lines USING (product_id)`,
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { reserved, held } of rows) expect(held).toBe(reserved);
  });
});
