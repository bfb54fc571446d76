import type { Cause } from '@ordersaga/contracts';
import { ChangeOrderHandler, type RequestedChange, type VersionGuard } from '../src/application/change-order';
import { ConcurrentChangeError, OrderNotFoundError, VersionMismatchError } from '../src/application/errors';
import { recordEvents } from '../src/application/record-events';
import type { Price } from '../src/domain/commands';
import { OrderDecidedError, UnknownProductsError } from '../src/domain/order-errors';
import { catalogue, eventsAfter, orderId, placing } from './domain/order-scenario';
import { countingSurroundings, InMemoryOrders } from './in-memory-ports';

const cause: Cause = { correlationId: 'correlation', causationId: 'request', actor: 'customer' };
const add = (quantity: number, productId = 'mouse'): RequestedChange => ({
  type: 'add-item',
  productId,
  quantity,
});

/** A held order of two keyboards, and the way to change it. */
function setUp() {
  const surroundings = countingSurroundings();
  const prices = new Map<string, Price>(catalogue);
  const store = new InMemoryOrders();
  const placed = eventsAfter(placing({ hold: true }));
  store.streams.set(orderId, [...recordEvents(orderId, undefined, placed, cause, surroundings).events]);
  const asked: (readonly string[])[] = [];
  const pricesOf = async (ids: readonly string[]) => {
    asked.push(ids);
    return new Map([...prices].filter(([id]) => ids.includes(id)));
  };
  const handler = new ChangeOrderHandler({
    catalogue: { pricesOf, list: async () => [] },
    store,
    surroundings,
  });
  const change = (requested: RequestedChange, isMeant?: VersionGuard, id = orderId) =>
    handler.change(id, requested, cause, isMeant);
  /** Lets another change in each time this one is about to be written, `times` times. */
  const letOthersIn = (times: number, other: RequestedChange = add(1)): void => {
    let left = times;
    store.beforeAppend = async () => {
      if (left === 0) return;
      left -= 1;
      const held = store.beforeAppend;
      store.beforeAppend = () => undefined;
      await change(other);
      store.beforeAppend = held;
    };
  };
  return { prices, store, asked, change, letOthersIn };
}

describe('a change', () => {
  it('is appended to the order with what caused it, and answered with the order after it', async () => {
    const { change, store } = setUp();
    expect(await change(add(2))).toMatchObject({ orderId, version: 2, revision: 2, total: 13_960 });
    expect(store.streams.get(orderId)?.[1]).toMatchObject({ type: 'order.items-changed', version: 2, cause });
  });

  it('is priced by the catalogue, which is asked for nothing but what is added', async () => {
    const { change, asked, prices } = setUp();
    await change({ type: 'remove-item', productId: 'keyboard', quantity: 1 });
    await change({ type: 'confirm' });
    expect(asked).toEqual([]);
    prices.set('mouse', { unitPrice: 5, currency: 'EUR' });
    expect(await change(add(1))).toMatchObject({ total: 4_995 });
    expect(asked).toEqual([['mouse']]);
    await expect(change(add(1, 'nothing'))).rejects.toThrow(UnknownProductsError);
  });

  it('needs an order', async () => {
    const { change } = setUp();
    await expect(change(add(1), () => false, 'nobody')).rejects.toThrow(OrderNotFoundError);
  });

  it('that the rules forbid leaves no trace', async () => {
    const { change, store } = setUp();
    await change({ type: 'cancel', reason: 'found it cheaper' });
    await expect(change(add(1))).rejects.toThrow(OrderDecidedError);
    expect(store.streams.get(orderId)).toHaveLength(2);
  });
});

describe('a change that meets another', () => {
  it('is decided about anew, and both take effect', async () => {
    const { change, letOthersIn } = setUp();
    letOthersIn(1, add(5));
    expect(await change(add(2))).toMatchObject({
      version: 3,
      revision: 3,
      items: [{ productId: 'keyboard' }, { productId: 'mouse', quantity: 7 }],
    });
  });

  it('is priced by what the catalogue says by then', async () => {
    const { change, store, prices } = setUp();
    store.beforeAppend = async () => {
      store.beforeAppend = () => undefined;
      prices.set('mouse', { unitPrice: 5, currency: 'EUR' });
      await change({ type: 'confirm' });
    };
    expect(await change(add(1))).toMatchObject({ version: 3, total: 9_985 });
  });

  it('is refused once the other has decided the order', async () => {
    const { change, letOthersIn } = setUp();
    letOthersIn(1, { type: 'cancel' });
    await expect(change(add(2))).rejects.toThrow(OrderDecidedError);
  });

  it('gives up after a handful of times', async () => {
    const { change, letOthersIn, store } = setUp();
    letOthersIn(4);
    expect(await change(add(1))).toMatchObject({ version: 6 });
    letOthersIn(5);
    await expect(change(add(1))).rejects.toThrow(ConcurrentChangeError);
    expect(store.streams.get(orderId)).toHaveLength(11);
  });
});

describe('a change meant for a version', () => {
  it('is made at that version only', async () => {
    const { change, store } = setUp();
    await expect(change(add(1), (version) => version === 2)).rejects.toThrow(VersionMismatchError);
    expect(await change(add(1), (version) => version === 1)).toMatchObject({ version: 2 });
    await expect(change(add(1), (version) => version === 1)).rejects.toThrow(VersionMismatchError);
    expect(store.streams.get(orderId)).toHaveLength(2);
  });

  it('is not made when another one is faster', async () => {
    const { change, letOthersIn, store } = setUp();
    letOthersIn(1);
    await expect(change(add(1), (version) => version === 1)).rejects.toThrow(VersionMismatchError);
    expect(store.streams.get(orderId)).toHaveLength(2);
  });

  it('is looked at before the rules of the order are', async () => {
    const { change } = setUp();
    await change({ type: 'cancel' });
    await expect(change(add(1), (version) => version === 1)).rejects.toThrow(VersionMismatchError);
    await expect(change(add(1), (version) => version === 2)).rejects.toThrow(OrderDecidedError);
  });
});
