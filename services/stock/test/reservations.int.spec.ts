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

  it('take and give back exactly the difference when items change, and all of it when the order is cancelled', async () => {
    await Promise.all([addProduct('raised', 10), addProduct('lowered', 10), addProduct('swapped', 10)]);
    await addProduct('taken-up', 10);
    const levels = async () => {
      const ids = ['raised', 'lowered', 'swapped', 'taken-up'];
      const found = await Promise.all(ids.map((id) => product(id)));
      return found.map(({ available, reserved, sold }) => [available, reserved, sold]);
    };
    const untilLevels = (...expected: number[][]) =>
      eventually(async () => expect(await levels()).toEqual(expected), { within: 20_000 });
    await stock.publish(placed('changing', { raised: 2, lowered: 5, swapped: 1 }));
    await untilLevels([8, 2, 0], [5, 5, 0], [9, 1, 0], [10, 0, 0]);
    const change = placed('changing', { raised: 6, lowered: 4, 'taken-up': 3 }, 2);
    await stock.publish(change, change);
    await untilLevels([4, 6, 0], [6, 4, 0], [10, 0, 0], [7, 3, 0]);
    await stock.publish(
      // The old items once more, as a message of its own: a revision that is over.
      placed('changing', { raised: 2, lowered: 5, swapped: 1 }),
      placed('changing', { raised: 6, lowered: 11 }, 3),
    );
    await untilTypes('changing', 'stock.reserved', 'stock.reserved', 'stock.rejected');
    const rejected = (await stock.announced('changing')).at(-1);
    expect(rejected?.data).toEqual({
      orderId: 'changing',
      revision: 3,
      shortages: [{ productId: 'lowered', requested: 11, available: 10 }],
    });
    await untilLevels([4, 6, 0], [6, 4, 0], [10, 0, 0], [7, 3, 0]);
    await stock.publish(
      sampleMessage('com.ordersaga.order.cancelled.v1', { orderId: 'changing', revision: 3 }),
    );
    await untilLevels([10, 0, 0], [10, 0, 0], [10, 0, 0], [10, 0, 0]);
    expect((await types('changing')).at(-1)).toBe('stock.released');
  });

  it('tell of a confirmation nothing, and of a hold what the order says by then', async () => {
    await addProduct('awaited', 5);
    const terms = { total: 100, hold: true, currency: 'EUR', paymentMethod: 'card-flaky' };
    const items = [{ productId: 'awaited', quantity: 1, unitPrice: 100 }];
    const about = { orderId: 'holding', items, ...terms };
    await stock.publish(
      sampleMessage('com.ordersaga.order.placed.v1', { ...about, revision: 1 }),
      sampleMessage('com.ordersaga.order.items-changed.v1', { ...about, revision: 2 }),
      sampleMessage('com.ordersaga.order.confirmed.v1', { orderId: 'holding', revision: 2 }),
      sampleMessage('com.ordersaga.order.items-changed.v1', { ...about, revision: 3, hold: false }),
    );
    await untilTypes('holding', 'stock.reserved', 'stock.reserved', 'stock.reserved');
    expect((await stock.announced('holding')).map(({ data }) => data)).toEqual(
      [1, 2, 3].map((revision) => ({ orderId: 'holding', revision, ...terms, hold: revision < 3 })),
    );
    expect(await product('awaited')).toMatchObject({ available: 4, reserved: 1 });
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
