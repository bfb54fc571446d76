import { IdempotencyKeyReusedError, RequestInProgressError } from '../src/application/errors';
import { PlaceOrderHandler, type PlaceOrderRequest } from '../src/application/place-order';
import type { Price } from '../src/domain/commands';
import { UnknownProductsError } from '../src/domain/order-errors';
import { catalogue } from './domain/order-scenario';
import { countingSurroundings, InMemoryClaims, InMemoryOrders } from './in-memory-ports';

const cause = { correlationId: 'correlation', causationId: 'request' };
const request: PlaceOrderRequest = {
  customerId: 'c-1',
  items: [{ productId: 'keyboard', quantity: 1 }],
  hold: false,
  paymentMethod: 'card-ok',
};

function setUp() {
  const prices = new Map<string, Price>(catalogue);
  const store = new InMemoryOrders();
  const claims = new InMemoryClaims();
  const handler = new PlaceOrderHandler({
    catalogue: { pricesOf: async () => prices, list: async () => [] },
    claims,
    store,
    surroundings: countingSurroundings(),
  });
  const place = (key?: string, change: Partial<PlaceOrderRequest> = {}) =>
    handler.place({ ...request, ...change }, cause, key);
  return { prices, store, claims, place };
}

describe('without a key', () => {
  it('each request is an order of its own', async () => {
    const { place, store } = setUp();
    const [first, second] = [await place(), await place()];
    expect(first.orderId).not.toBe(second.orderId);
    expect(store.streams.size).toBe(2);
  });

  it('the event keeps what caused it', async () => {
    const { place, store } = setUp();
    const { orderId } = await place();
    expect(store.streams.get(orderId)).toEqual([
      expect.objectContaining({ type: 'order.placed', version: 1, orderId, cause }),
    ]);
  });
});

describe('with a key', () => {
  it('an equal request gets the first answer again', async () => {
    const { place, store } = setUp();
    const first = await place('key');
    expect(await place('key')).toEqual(first);
    expect(store.streams.size).toBe(1);
  });

  it('the first answer stays what it was, whatever has become of order and catalogue', async () => {
    const { place, store, prices } = setUp();
    const first = await place('key');
    const [placed] = store.streams.get(first.orderId) ?? [];
    if (!placed) throw new Error('nothing was stored');
    const completed = { ...placed, type: 'order.completed', version: 2, data: { revision: 1 } } as const;
    store.streams.set(first.orderId, [placed, completed]);
    prices.clear();
    expect(await place('key')).toEqual(first);
  });

  it('another request is refused', async () => {
    const { place, prices } = setUp();
    await place('key');
    await expect(place('key', { hold: true })).rejects.toThrow(IdempotencyKeyReusedError);
    prices.clear();
    await expect(place('key', { hold: true })).rejects.toThrow(IdempotencyKeyReusedError);
  });

  it('an equal request is refused while the first is running', async () => {
    const { place, store } = setUp();
    store.beforeAppend = async () => {
      store.beforeAppend = () => undefined;
      await expect(place('key')).rejects.toThrow(RequestInProgressError);
    };
    await place('key');
    expect(store.streams.size).toBe(1);
  });

  it('a request that cannot be placed leaves the key free', async () => {
    const { place } = setUp();
    const unknown = { items: [{ productId: 'nothing', quantity: 1 }] };
    await expect(place('key', unknown)).rejects.toThrow(UnknownProductsError);
    await expect(place('key', unknown)).rejects.toThrow(UnknownProductsError);
    expect(await place('key')).toMatchObject({ version: 1 });
  });
});

describe('when the first request with a key dies', () => {
  it('before its append, the next one places the order', async () => {
    const { place, store, claims } = setUp();
    store.beforeAppend = () => {
      store.beforeAppend = () => undefined;
      throw new Error('connection lost');
    };
    await expect(place('key')).rejects.toThrow('connection lost');
    claims.timeIsUp();
    await place('key');
    expect(store.streams.size).toBe(1);
  });

  it('after its append, the next one gets the order that was placed', async () => {
    const { place, store, claims } = setUp();
    const first = await place('key');
    claims.timeIsUp();
    expect(await place('key')).toEqual(first);
    expect(store.streams.size).toBe(1);
  });

  it('a failed append lets the key go at once', async () => {
    const { place, store } = setUp();
    store.beforeAppend = () => {
      store.beforeAppend = () => undefined;
      throw new Error('connection lost');
    };
    await expect(place('key')).rejects.toThrow('connection lost');
    await expect(place('key')).resolves.toMatchObject({ version: 1 });
  });

  it('or is only slow and appends after it was taken over, both give the same order', async () => {
    const { place, store, claims } = setUp();
    let second: unknown;
    store.beforeAppend = async () => {
      store.beforeAppend = () => undefined;
      claims.timeIsUp();
      second = await place('key');
    };
    expect(await place('key')).toEqual(second);
    expect(store.streams.size).toBe(1);
  });
});
