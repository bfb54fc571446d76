import type { OrderMessage } from '../src/application/order-messages';
import { reactToOrders } from '../src/application/react-to-orders';
import { seedCatalogue } from '../src/application/seed-catalogue';
import { InMemoryStockStore } from './in-memory-stock-store';

let count = 0;
const context = (orderId: string) => ({
  id: `m${++count}`,
  source: '/ordersaga/order',
  subject: orderId,
  time: new Date(),
  correlationId: `correlation-of-${orderId}`,
  causationId: 'request',
});
const placed = (orderId: string, productId: string, quantity: number): OrderMessage => ({
  ...context(orderId),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  type: 'com.ordersaga.order.placed.v1',
  data: {
    orderId,
    revision: 1,
    items: [{ productId, quantity, unitPrice: 1 }],
    total: quantity,
    hold: false,
    currency: 'EUR',
    paymentMethod: 'card-ok',
  },
});
const cancelled = (orderId: string): OrderMessage => ({
  ...context(orderId),
  type: 'com.ordersaga.order.cancelled.v1',
  data: { orderId, revision: 1 },
});

describe('reacting to a batch of order messages', () => {
  async function open() {
    const store = new InMemoryStockStore();
    await seedCatalogue(store, 'EUR', { correlationId: 'seed', causationId: 'seed' });
    store.asked.length = 0;
    store.announced.length = 0;
    return { store, react: reactToOrders(store) };
  }

  it('asks the store for each kind of thing once, however many messages there are', async () => {
    const { store, react } = await open();
    await react(Array.from({ length: 50 }, (_, at) => placed(`o${at}`, 'mouse', 1)));
    expect(store.asked).toEqual([
      'claim',
      'load reservations',
      'load products',
      'save products',
      'save reservations',
    ]);
    const outcomes = store.announced.map(({ event }) => event.type);
    expect(outcomes.filter((type) => type === 'com.ordersaga.stock.reserved.v1')).toHaveLength(20);
    expect(outcomes.filter((type) => type === 'com.ordersaga.stock.rejected.v1')).toHaveLength(30);
    expect(store.products.get('mouse')).toMatchObject({ available: 0, reserved: 20 });
  });

  it('decides each message on what the ones before it have left', async () => {
    const { store, react } = await open();
    await react([
      placed('a', 'monitor', 5),
      placed('b', 'monitor', 5),
      cancelled('a'),
      placed('c', 'monitor', 5),
    ]);
    expect(store.announced.map(({ event }) => [event.type.split('.')[3], event.data])).toMatchObject([
      ['reserved', { orderId: 'a' }],
      ['rejected', { orderId: 'b', shortages: [{ productId: 'monitor', requested: 5, available: 0 }] }],
      ['released', { orderId: 'a' }],
      ['reserved', { orderId: 'c' }],
    ]);
  });

  it('finds what an order holds, also of products that its messages no longer name', async () => {
    const { store, react } = await open();
    await react([placed('a', 'monitor', 5)]);
    await react([cancelled('a')]);
    expect(store.products.get('monitor')).toMatchObject({ available: 5, reserved: 0 });
  });

  it('works on a message once, whether it comes again at once or later', async () => {
    const { store, react } = await open();
    const message = placed('a', 'mouse', 1);
    await react([message, message]);
    store.asked.length = 0;
    await react([message]);
    expect(store.announced).toHaveLength(1);
    expect(store.asked).toEqual(['claim', 'load reservations']);
  });

  it('names the message as the cause of what it tells', async () => {
    const { store, react } = await open();
    const message = placed('a', 'mouse', 1);
    await react([message]);
    const { id, correlationId, traceparent } = message;
    expect(store.announced[0]?.cause).toEqual({ correlationId, causationId: id, traceparent });
  });
});
