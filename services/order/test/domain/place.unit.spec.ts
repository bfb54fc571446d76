import {
  LineCountError,
  MixedCurrenciesError,
  OrderAlreadyPlacedError,
  QuantityOutOfRangeError,
  TotalTooLargeError,
  UnknownProductsError,
} from '../../src/domain/order-errors';
import { eventsAfter, orderAfter, orderId, placing } from './order-scenario';

function refusalOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

describe('placing an order', () => {
  it('prices it by the catalogue', () => {
    const items = [
      { productId: 'keyboard', quantity: 2 },
      { productId: 'mouse', quantity: 1 },
    ];
    expect(eventsAfter(placing({ items }))).toEqual([
      {
        type: 'order.placed',
        data: {
          customerId: 'c-1',
          revision: 1,
          items: [
            { productId: 'keyboard', quantity: 2, unitPrice: 4_990 },
            { productId: 'mouse', quantity: 1, unitPrice: 1_990 },
          ],
          currency: 'EUR',
          total: 11_970,
          hold: false,
          paymentMethod: 'card-ok',
        },
      },
    ]);
  });

  it('leads to a suspended order', () => {
    const at = new Date('2026-01-01T12:00:00.000Z');
    expect(orderAfter(placing({ hold: true }))).toEqual({
      orderId,
      version: 1,
      customerId: 'c-1',
      status: 'suspended',
      hold: true,
      revision: 1,
      currency: 'EUR',
      total: 9_980,
      items: [{ productId: 'keyboard', quantity: 2, unitPrice: 4_990 }],
      paymentMethod: 'card-ok',
      placedAt: at,
      updatedAt: at,
    });
  });

  it('adds up the same product', () => {
    const items = [
      { productId: 'mouse', quantity: 1 },
      { productId: 'keyboard', quantity: 1 },
      { productId: 'mouse', quantity: 2 },
    ];
    expect(orderAfter(placing({ items })).items).toEqual([
      { productId: 'mouse', quantity: 3, unitPrice: 1_990 },
      { productId: 'keyboard', quantity: 1, unitPrice: 4_990 },
    ]);
  });

  it('names every unknown product by its place', () => {
    const items = ['nothing', 'keyboard', 'nowhere'].map((productId) => ({ productId, quantity: 1 }));
    const refusal = new UnknownProductsError([
      { position: 0, productId: 'nothing' },
      { position: 2, productId: 'nowhere' },
    ]);
    expect(refusalOf(() => eventsAfter(placing({ items })))).toEqual(refusal);
    expect(refusalOf(() => eventsAfter(placing({ items })))).toHaveProperty('products', refusal.products);
  });

  it('takes products of one currency only', () => {
    const items = ['keyboard', 'import'].map((productId) => ({ productId, quantity: 1 }));
    expect(() => eventsAfter(placing({ items }))).toThrow(MixedCurrenciesError);
  });

  it.each([0, -1, 1.5, 10_001, Number.NaN])('refuses a quantity of %p', (quantity) => {
    const items = [{ productId: 'keyboard', quantity }];
    expect(() => eventsAfter(placing({ items }))).toThrow(QuantityOutOfRangeError);
  });

  it('counts the limit of a quantity after adding up', () => {
    const half = { productId: 'keyboard', quantity: 5_000 };
    expect(orderAfter(placing({ items: [half, half] })).items).toHaveLength(1);
    const items = [half, { ...half, quantity: 5_001 }];
    expect(() => eventsAfter(placing({ items }))).toThrow(QuantityOutOfRangeError);
  });

  it('refuses an order without products', () => {
    expect(() => eventsAfter(placing({ items: [] }))).toThrow(LineCountError);
  });

  it('refuses more products than an order may have', () => {
    const items = Array.from({ length: 101 }, (_, n) => ({ productId: `p${n}`, quantity: 1 }));
    const prices = new Map(items.map(({ productId }) => [productId, { unitPrice: 1, currency: 'EUR' }]));
    expect(() => eventsAfter(placing({ items, prices }))).toThrow(LineCountError);
  });

  it('refuses a total that cannot be counted exactly', () => {
    const items = [{ productId: 'yacht', quantity: 2 }];
    expect(() => eventsAfter(placing({ items }))).toThrow(TotalTooLargeError);
  });

  it('happens once', () => {
    expect(() => eventsAfter(placing(), placing())).toThrow(OrderAlreadyPlacedError);
  });
});
