import type { Finding } from '../src/finding';
import { checkMoney, type PaymentRow } from '../src/statements/money-balance';
import { checkOutcomes } from '../src/statements/one-outcome';
import { checkProjections } from '../src/statements/projections';
import { checkStock, type ShownStock } from '../src/statements/stock-balance';
import { line, log, order } from './recounted';

const said = ({ faults }: Finding): string[] => faults.map(({ what }) => what);

describe('one outcome', () => {
  const limits = { holdTimeMs: 60_000, sagaTimeLimitMs: 10_000 };
  const check = (change: Parameters<typeof order>[0], seconds: number): string[] =>
    said(checkOutcomes(log(order(change)), limits, new Date(Date.UTC(2026, 0, 1, 12, 0, seconds))));

  it('lets an order be open within its limit', () => {
    expect(check({}, 9)).toEqual([]);
    expect(check({}, 10)).toEqual(['order o-1: still suspended since 2026-01-01T12:00:00.000Z']);
    expect(check({ updatedAt: new Date('2026-01-01T12:00:05Z') }, 14)).toEqual([]);
  });

  it('lets a held order be open from when it was placed, whatever was changed', () => {
    const held = { hold: true, updatedAt: new Date('2026-01-01T12:00:50Z') };
    expect(check(held, 59)).toEqual([]);
    expect(check(held, 60)).toEqual(['order o-1: still suspended and held since 2026-01-01T12:00:00.000Z']);
  });

  it('sees a stream whose version is not that of its events', () => {
    expect(check({ storedVersion: 2 }, 0)).toEqual([
      'order o-1: the store has it at version 2, with 1 events',
    ]);
  });

  it('names an order that stands still at an event that is not known, and does not call it late', () => {
    const unknown = { version: 2, type: 'order.gift-wrapped', schemaVersion: 1 };
    expect(check({ events: 2, storedVersion: 2, unknown }, 59)).toEqual([
      'order o-1: it stands still: its event 2, order.gift-wrapped (schema version 1), is not known',
    ]);
  });
});

describe('stock', () => {
  const product = { product_id: 'mouse', initial: 10, restocked: 5, available: 12, reserved: 3, sold: 0 };
  const stock = (reservation: object, change: object = {}): ShownStock => ({
    products: [{ ...product, ...change }],
    reservations: [
      {
        order_id: 'o-1',
        state: 'open',
        revision: 1,
        lines: [{ productId: 'mouse', quantity: 3 }],
        ...reservation,
      },
    ],
  });
  const changed = order({
    revision: 2,
    revisions: new Map([
      [1, [line('mouse', 3)]],
      [2, [line('mouse', 99)]],
    ]),
    items: [line('mouse', 99)],
  });

  it('is right while a reservation is behind its order, and when a shortage left it as it was', () => {
    expect(said(checkStock(stock({}), log(changed)))).toEqual([]);
    expect(said(checkStock(stock({ revision: 2 }), log(changed)))).toEqual([]);
  });

  it('is wrong when a reservation holds what its order never had, or comes before it', () => {
    const other = stock({ lines: [{ productId: 'mouse', quantity: 2 }] }, { available: 13, reserved: 2 });
    expect(said(checkStock(other, log(changed)))).toEqual([
      'order o-1: what is reserved is none of its revisions: 2 × mouse',
    ]);
    expect(said(checkStock(stock({ revision: 3 }), log(changed)))).toEqual([
      'order o-1: at revision 2, its reservation at 3',
    ]);
  });

  it('is wrong when an order completed on another revision than its pieces were sold for', () => {
    const completed = order({ revision: 2, status: 'completed', outcomes: 1, items: [line('mouse', 3)] });
    const sold = { available: 12, reserved: 0, sold: 3 };
    expect(said(checkStock(stock({ state: 'spent', lines: [], revision: 2 }, sold), log(completed)))).toEqual(
      [],
    );
    expect(said(checkStock(stock({ state: 'spent', lines: [], revision: 1 }, sold), log(completed)))).toEqual(
      ['order o-1: at revision 2, its reservation at 1'],
    );
  });

  it('is wrong when Stock has not heard of the end of an order, or knows one that nobody placed', () => {
    const failed = order({ orderId: 'o-2', status: 'failed', outcomes: 1 });
    expect(said(checkStock(stock({}), log(failed)))).toEqual([
      'order o-2: failed, and Stock has not heard of it',
      'order o-1: stock is kept for it, but nobody placed it',
    ]);
  });

  it('is wrong when less is there than came in, or less than nothing', () => {
    const missing = stock({}, { available: -2 });
    expect(said(checkStock(missing, log(changed)))).toEqual([
      'product mouse: 10 + 5 came in, -2 available + 3 reserved + 0 sold are there',
      'product mouse: something is negative',
    ]);
  });
});

describe('money', () => {
  const payment = (change: Partial<PaymentRow> = {}): PaymentRow => {
    const { charged = 0, refunded = 0 } = change;
    return {
      ...{ order_id: 'o-1', charged, refunded, currency: 'EUR', closed: false, pending: null },
      ...{ charges: charged, refunds: refunded, keys_doubled: 0, ...change },
    };
  };
  const check = (row: PaymentRow, change: Parameters<typeof order>[0]): string[] =>
    said(checkMoney([row], log(order(change))));
  const completed = { status: 'completed', outcomes: 1, items: [line('mouse', 2)] } as const;
  const cancelled = { status: 'cancelled', outcomes: 1 } as const;

  it('is right when the difference of a change was charged or refunded', () => {
    expect(check(payment({ charged: 200 }), completed)).toEqual([]);
    expect(check(payment({ charged: 500, refunded: 300 }), completed)).toEqual([]);
    expect(check(payment({ charged: 500, refunded: 500, closed: true }), cancelled)).toEqual([]);
  });

  it('is wrong when another revision was paid', () => {
    expect(check(payment({ charged: 100 }), completed)).toEqual([
      'order o-1: completed, 200 due, 100 charged, 0 refunded',
    ]);
    expect(check(payment({ charged: 200, currency: 'USD' }), completed)).toEqual([
      'order o-1: paid in USD, priced in EUR',
    ]);
  });

  it('is open while the order is, unless that is held', () => {
    expect(check(payment({ charged: 50, pending: 'charge' }), {})).toEqual([]);
    expect(check(payment({ charged: 50 }), { hold: true })).toEqual([
      'order o-1: held, and 50 charged, 0 refunded',
    ]);
  });

  it('is wrong when something is left to come after the end', () => {
    expect(check(payment({ charged: 100, closed: true, pending: 'refund' }), cancelled)).toEqual([
      'order o-1: cancelled, and a refund is still under way',
    ]);
    expect(check(payment(), cancelled)).toEqual(['order o-1: cancelled, and Payment would charge it']);
    expect(said(checkMoney([], log(order(completed))))).toEqual([
      'order o-1: completed, 200 due, no payment',
    ]);
  });

  it('is wrong when the answers of the provider come to something else', () => {
    expect(check(payment({ charged: 200, charges: 400, keys_doubled: 1 }), completed)).toEqual([
      'order o-1: 200 charged, 0 refunded, but its attempts come to 400 and 0',
    ]);
    expect(check(payment({ charged: 200, keys_doubled: 1 }), completed)).toEqual([
      'order o-1: 1 charges or refunds under a key that came before',
    ]);
  });
});

describe('projections', () => {
  const none = log();
  const placed = log(order());
  const done = log(order({ status: 'completed', outcomes: 1, version: 2 }));
  const shown = (sales: number, successful: number, listed: object = {}) => ({
    sales: new Map([['mouse at 100, completed', sales]]),
    rate: new Map([
      ['total', 1],
      ['successful', successful],
    ]),
    listed: new Map([
      [
        'o-1',
        {
          ...{
            orderId: 'o-1',
            customerId: 'c-1',
            status: 'completed',
            total: 100,
            currency: 'EUR',
            version: 2,
          },
          ...listed,
        },
      ],
    ]),
  });

  it('are compared to the piece at rest', () => {
    expect(said(checkProjections(shown(1, 1), { before: done, after: done }))).toEqual([]);
    const finding = checkProjections(shown(2, 1), { before: done, after: done });
    expect(finding.faults).toEqual([
      {
        key: 'sales of mouse at 100, completed',
        what: 'sales of mouse at 100, completed: the log says 1, the projection 2',
        orders: ['o-1'],
      },
    ]);
  });

  it('may be anywhere between two recounts while orders go on, and nowhere else', () => {
    for (const before of [none, placed])
      for (const counted of [0, 1])
        expect(said(checkProjections(shown(counted, counted), { before, after: done }))).toEqual([]);
    expect(said(checkProjections(shown(2, 1), { before: placed, after: done }))).toEqual([
      'sales of mouse at 100, completed: the log says 0 to 1, the projection 2',
    ]);
  });

  it('list each order as its events tell it', () => {
    const behind = shown(1, 1, { status: 'failed', failure: { reason: 'timed-out' } });
    expect(said(checkProjections(behind, { before: done, after: done }))).toEqual([
      'order o-1: version 2, completed, 100 EUR, of c-1 by its events, ' +
        'version 2, failed (timed-out), 100 EUR, of c-1 by the success rate',
    ]);
  });
});
