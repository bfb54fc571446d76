import { decide } from '../../src/domain/decide';
import {
  LastLineError,
  LineCountError,
  LineTooShortError,
  MixedCurrenciesError,
  NoSuchLineError,
  OrderDecidedError,
  OrderNotHeldError,
  OrderNotPlacedError,
  QuantityOutOfRangeError,
  UnknownProductsError,
} from '../../src/domain/order-errors';
import type { CustomerCommand } from '../../src/domain/commands';
import { catalogue, eventsAfter, orderAfter, placing } from './order-scenario';

const adding = (productId: string, quantity: number, price = catalogue.get(productId)): CustomerCommand => ({
  type: 'add-item',
  productId,
  quantity,
  price,
});
const removing = (productId: string, quantity?: number): CustomerCommand => ({
  type: 'remove-item',
  productId,
  ...(quantity === undefined ? {} : { quantity }),
});

describe('adding a product', () => {
  it('raises the revision and the total', () => {
    const [, event] = eventsAfter(placing(), adding('mouse', 3));
    expect(event).toEqual({
      type: 'order.items-changed',
      data: {
        revision: 2,
        items: [
          { productId: 'keyboard', quantity: 2, unitPrice: 4_990 },
          { productId: 'mouse', quantity: 3, unitPrice: 1_990 },
        ],
        total: 15_950,
      },
    });
    expect(orderAfter(placing(), adding('mouse', 3))).toMatchObject({
      version: 2,
      revision: 2,
      total: 15_950,
      status: 'suspended',
      placedAt: new Date('2026-01-01T12:00:00.000Z'),
      updatedAt: new Date('2026-01-01T12:00:01.000Z'),
    });
  });

  it('keeps the price at which the order has it already', () => {
    const dearer = { unitPrice: 9_990, currency: 'USD' };
    expect(orderAfter(placing(), adding('keyboard', 1, dearer))).toMatchObject({
      items: [{ productId: 'keyboard', quantity: 3, unitPrice: 4_990 }],
      total: 14_970,
    });
  });

  it('needs a known product in the currency of the order', () => {
    expect(() => eventsAfter(placing(), adding('nothing', 1))).toThrow(UnknownProductsError);
    expect(() => eventsAfter(placing(), adding('import', 1))).toThrow(MixedCurrenciesError);
  });

  it('keeps to the limits of an order', () => {
    expect(() => eventsAfter(placing(), adding('keyboard', 9_999))).toThrow(QuantityOutOfRangeError);
    expect(() => eventsAfter(placing(), adding('keyboard', -1))).toThrow(QuantityOutOfRangeError);
    const full = Array.from({ length: 100 }, (_, n) => ({ productId: `p${n}`, quantity: 1 }));
    const prices = new Map(full.map(({ productId }) => [productId, { unitPrice: 1, currency: 'EUR' }]));
    expect(() => eventsAfter(placing({ items: full, prices }), adding('mouse', 1))).toThrow(LineCountError);
  });
});

describe('removing a product', () => {
  it('takes some of a line, or all of it', () => {
    const placed = [placing(), adding('mouse', 3)] as const;
    expect(orderAfter(...placed, removing('mouse', 1))).toMatchObject({ revision: 3, total: 13_960 });
    expect(orderAfter(...placed, removing('mouse', 3))).toMatchObject({ revision: 3, total: 9_980 });
    expect(orderAfter(...placed, removing('mouse')).items).toHaveLength(1);
  });

  it('refuses what is not there, and the last line', () => {
    expect(() => eventsAfter(placing(), removing('mouse'))).toThrow(NoSuchLineError);
    expect(() => eventsAfter(placing(), removing('keyboard', 3))).toThrow(LineTooShortError);
    expect(() => eventsAfter(placing(), removing('keyboard', 0))).toThrow(QuantityOutOfRangeError);
    expect(() => eventsAfter(placing(), removing('keyboard', 2))).toThrow(LastLineError);
    expect(() => eventsAfter(placing(), removing('keyboard'))).toThrow(LastLineError);
  });
});

describe('confirming', () => {
  it('ends the hold and keeps the revision', () => {
    const order = orderAfter(placing({ hold: true }), { type: 'confirm' });
    expect(order).toMatchObject({ hold: false, revision: 1, status: 'suspended', version: 2 });
  });

  it('needs a held order', () => {
    expect(() => eventsAfter(placing(), { type: 'confirm' })).toThrow(OrderNotHeldError);
    const confirmed = [placing({ hold: true }), { type: 'confirm' }] as const;
    expect(() => eventsAfter(...confirmed, { type: 'confirm' })).toThrow(OrderNotHeldError);
  });
});

describe('cancelling', () => {
  it('decides the order', () => {
    expect(eventsAfter(placing(), { type: 'cancel', reason: 'found it cheaper' })[1]).toEqual({
      type: 'order.cancelled',
      data: { revision: 1, reason: 'found it cheaper' },
    });
    expect(orderAfter(placing(), { type: 'cancel' })).toMatchObject({ status: 'cancelled', version: 2 });
  });
});

describe('after the outcome', () => {
  const asks: CustomerCommand[] = [
    adding('mouse', 1),
    removing('keyboard', 1),
    { type: 'confirm' },
    { type: 'cancel' },
  ];
  const outcomes = [
    { type: 'cancel' },
    { type: 'note-payment-completed', revision: 1 },
    { type: 'note-payment-declined', revision: 1 },
    { type: 'note-stock-rejected', revision: 1, shortages: [] },
  ] as const;
  const pairs = outcomes.flatMap((outcome) => asks.map((ask) => [ask, outcome] as const));

  it.each(pairs)('%p is refused after %p', (ask, outcome) => {
    expect(() => eventsAfter(placing({ hold: true }), outcome, ask)).toThrow(OrderDecidedError);
  });
});

it('nothing can be asked of an order that was never placed', () => {
  expect(() => decide(undefined, { type: 'cancel' })).toThrow(OrderNotPlacedError);
});
