import fc from 'fast-check';
import { catalogProduct, type Product } from './product';
import type { Reservation } from './reservation';
import type { ReservationCommand } from './reservation-command';
import { StockBook } from './stock-book';

const products = ['a', 'b', 'c'];
const terms = { total: 1, hold: false, currency: 'EUR', paymentMethod: 'card-ok' };

const orderId = fc.constantFrom('o1', 'o2', 'o3');
const revision = fc.integer({ min: 1, max: 4 });
const lines = fc.array(
  fc.record({ productId: fc.constantFrom(...products, 'nowhere'), quantity: fc.integer({ min: 1, max: 6 }) }),
  { minLength: 1, maxLength: 4 },
);
const command: fc.Arbitrary<ReservationCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('set-lines'), orderId, revision, lines, ...constants(terms) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give-back'), orderId, revision }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('spend'), orderId }) },
);

function constants<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}

function openBook() {
  const stock = new Map<string, Product>(
    products.map((productId) => [
      productId,
      catalogProduct({ productId, name: productId, unitPrice: 1, currency: 'EUR', quantity: 10 }).product,
    ]),
  );
  const reservations = new Map<string, Reservation>();
  return { stock, reservations, book: new StockBook(stock, reservations) };
}

function expectBalance(stock: ReadonlyMap<string, Product>, reservations: ReadonlyMap<string, Reservation>) {
  for (const product of stock.values()) {
    const { initial, restocked, available, reserved, sold } = product;
    expect(initial + restocked).toBe(available + reserved + sold);
    expect(Math.min(available, reserved, sold)).toBeGreaterThanOrEqual(0);
    const held = [...reservations.values()]
      .flatMap((reservation) => reservation.lines)
      .filter((line) => line.productId === product.productId)
      .reduce((sum, line) => sum + line.quantity, 0);
    expect(reserved).toBe(held);
  }
}

describe('the stock book', () => {
  it('balances after every command, whatever comes, in any order and however often', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const { stock, reservations, book } = openBook();
        for (const one of commands) {
          book.decide(one);
          expectBalance(stock, reservations);
        }
      }),
    );
  });

  it('is changed by a command once only', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), fc.nat(), (commands, at) => {
        const { stock, reservations, book } = openBook();
        for (const one of commands) book.decide(one);
        const before = structuredClone({ stock, reservations });
        const again = commands[at % Math.max(commands.length, 1)];
        const events = again ? book.decide(again) : [];
        expect({ stock, reservations }).toEqual(before);
        expect(events).toEqual([]);
      }),
    );
  });

  it('names only what has changed', () => {
    const { book } = openBook();
    book.decide({
      kind: 'set-lines',
      orderId: 'o1',
      revision: 1,
      lines: [{ productId: 'b', quantity: 2 }],
      ...terms,
    });
    book.decide({
      kind: 'set-lines',
      orderId: 'o2',
      revision: 1,
      lines: [{ productId: 'a', quantity: 99 }],
      ...terms,
    });
    const { products: changed, reservations } = book.changes();
    expect(changed.map(({ productId }) => productId)).toEqual(['b']);
    expect(reservations.map((one) => one.orderId)).toEqual(['o1', 'o2']);
  });
});
