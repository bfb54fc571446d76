import { decideReservation, type ReservationDecision } from './decide-reservation';
import { catalogProduct, type Product } from './product';
import { emptyReservation, type Line, type Reservation } from './reservation';
import type { ReservationCommand, SetLines } from './reservation-command';

const orderId = 'o1';
const terms = { total: 5000, hold: false, currency: 'EUR', paymentMethod: 'card-ok' };
const fresh = emptyReservation(orderId);

const stockOf = (productId: string, available: number, reserved = 0): Product => ({
  ...catalogProduct({
    productId,
    name: productId,
    unitPrice: 100,
    currency: 'EUR',
    quantity: available + reserved,
  }).product,
  available,
  reserved,
});
const line = (productId: string, quantity: number): Line => ({ productId, quantity });
const setLines = (revision: number, ...lines: Line[]): SetLines => ({
  kind: 'set-lines',
  orderId,
  revision,
  lines,
  ...terms,
});
const holding = (revision: number, ...lines: Line[]): Reservation => ({ ...fresh, revision, lines });

function given(reservation: Reservation, ...products: Product[]) {
  const byId = new Map(products.map((product) => [product.productId, product]));
  return {
    when: (command: ReservationCommand): ReservationDecision =>
      decideReservation(command, reservation, (id) => byId.get(id)),
  };
}

describe('setting the lines of a reservation', () => {
  it('takes what the order asks for', () => {
    const decision = given(fresh, stockOf('a', 5), stockOf('b', 5)).when(
      setLines(1, line('a', 2), line('b', 5)),
    );
    expect(decision).toEqual({
      reservation: holding(1, line('a', 2), line('b', 5)),
      products: [stockOf('a', 3, 2), stockOf('b', 0, 5)],
      events: [{ type: 'com.ordersaga.stock.reserved.v1', data: { orderId, revision: 1, ...terms } }],
    });
  });

  it('carries a hold on to the payment', () => {
    const { events } = given(fresh, stockOf('a', 5)).when({ ...setLines(1, line('a', 1)), hold: true });
    expect(events).toMatchObject([{ data: { hold: true } }]);
  });

  it('moves only the difference to what it holds already', () => {
    const decision = given(
      holding(1, line('a', 2), line('b', 3)),
      stockOf('a', 1, 2),
      stockOf('b', 0, 3),
      stockOf('c', 4),
    ).when(setLines(2, line('a', 3), line('c', 1)));
    expect(decision.products).toEqual([stockOf('a', 0, 3), stockOf('c', 3, 1), stockOf('b', 3, 0)]);
    expect(decision.reservation?.lines).toEqual([line('a', 3), line('c', 1)]);
  });

  it('adds up a product that is named twice', () => {
    const decision = given(fresh, stockOf('a', 5)).when(setLines(1, line('a', 2), line('a', 4)));
    expect(decision.events).toMatchObject([
      { data: { shortages: [{ productId: 'a', requested: 6, available: 5 }] } },
    ]);
  });

  it('rejects with every shortage and keeps what it holds', () => {
    const before = holding(1, line('a', 2));
    const decision = given(before, stockOf('a', 1, 2), stockOf('b', 5)).when(
      setLines(2, line('a', 4), line('b', 5), line('nowhere', 1)),
    );
    expect(decision).toEqual({
      reservation: { ...before, revision: 2 },
      products: [],
      events: [
        {
          type: 'com.ordersaga.stock.rejected.v1',
          data: {
            orderId,
            revision: 2,
            shortages: [
              { productId: 'a', requested: 4, available: 3 },
              { productId: 'nowhere', requested: 1, available: 0 },
            ],
          },
        },
      ],
    });
  });

  it.each([
    ['the same revision', holding(2, line('a', 1)), 2],
    ['an older revision', holding(2, line('a', 1)), 1],
    ['a released reservation', { ...fresh, state: 'released' as const }, 1],
    ['a spent reservation', { ...fresh, state: 'spent' as const }, 9],
  ])('does nothing for %s', (_, reservation, revision) => {
    const decision = given(reservation, stockOf('a', 5, 1)).when(setLines(revision, line('a', 3)));
    expect(decision).toEqual({ products: [], events: [] });
  });
});

describe('giving a reservation back', () => {
  const giveBack: ReservationCommand = { kind: 'give-back', orderId, revision: 2 };

  it('returns the stock, closes, and tells it', () => {
    expect(given(holding(2, line('a', 2)), stockOf('a', 1, 2)).when(giveBack)).toEqual({
      reservation: { ...fresh, state: 'released', revision: 2 },
      products: [stockOf('a', 3, 0)],
      events: [{ type: 'com.ordersaga.stock.released.v1', data: { orderId, revision: 2 } }],
    });
  });

  it('closes an order it has not heard of, so that a late placed reserves nothing', () => {
    expect(given(fresh).when(giveBack)).toEqual({
      reservation: { ...fresh, state: 'released' },
      products: [],
      events: [],
    });
  });

  it.each(['released', 'spent'] as const)('does nothing when already %s', (state) => {
    expect(given({ ...fresh, state }).when(giveBack)).toEqual({ products: [], events: [] });
  });
});

describe('spending a reservation', () => {
  const spend: ReservationCommand = { kind: 'spend', orderId };

  it('turns what is reserved into what is sold, without a word', () => {
    expect(given(holding(1, line('a', 2)), stockOf('a', 1, 3)).when(spend)).toEqual({
      reservation: { ...fresh, revision: 1, state: 'spent' },
      products: [{ ...stockOf('a', 1, 3), reserved: 1, sold: 2 }],
      events: [],
    });
  });

  it.each(['released', 'spent'] as const)('does nothing when already %s', (state) => {
    expect(given({ ...fresh, state }).when(spend)).toEqual({ products: [], events: [] });
  });
});
