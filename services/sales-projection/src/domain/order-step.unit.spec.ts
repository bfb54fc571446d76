import fc from 'fast-check';
import { eventsByOrder } from '@ordersaga/projection';
import { delivered, sampleHistory } from '@ordersaga/projection-test-kit';
import { recount } from '../../test/recount';
import { toSteps, type OrderStep } from './order-step';
import { sumProduct, type PriceCount } from './product-sales';

const keyboard = { productId: 'keyboard', quantity: 2, unitPrice: 4990 };
const mouse = { productId: 'mouse', quantity: 1, unitPrice: 1990 };
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, second));

describe('folding events into steps', () => {
  it('makes one step of a whole history', () => {
    const events = sampleHistory(
      { orderId: 'a', items: [keyboard] },
      { items: [mouse] },
      'confirmed',
      'completed',
    );
    expect(toSteps(events)).toEqual([
      { orderId: 'a', first: 1, last: 4, at: at(3), lines: [mouse], outcome: 'completed' },
    ]);
  });

  it('leaves what no event told as it was', () => {
    const [, confirmed] = sampleHistory({ orderId: 'a', items: [keyboard] }, 'confirmed');
    expect(toSteps([confirmed!])).toEqual([{ orderId: 'a', first: 2, last: 2, at: at(1) }]);
  });

  it('begins another step where a version is missing', () => {
    const [placed, , cancelled] = sampleHistory(
      { orderId: 'a', items: [keyboard] },
      'confirmed',
      'cancelled',
    );
    expect(toSteps([placed!, cancelled!])).toEqual([
      { orderId: 'a', first: 1, last: 1, at: at(0), lines: [keyboard] },
      { orderId: 'a', first: 3, last: 3, at: at(2), outcome: 'cancelled' },
    ]);
  });

  it('adds lines of the same product and price up, and keeps prices apart', () => {
    const dearer = { ...keyboard, unitPrice: 5990 };
    const [step] = toSteps(sampleHistory({ orderId: 'a', items: [keyboard, dearer, keyboard] }));
    expect(step!.lines).toEqual([{ ...keyboard, quantity: 4 }, dearer]);
  });

  it('gives the same as a recount, whatever came twice or in whatever batches', () => {
    fc.assert(
      fc.property(delivered, ({ batches, histories }) => {
        const orders = new Map<string, OrderStep>();
        for (const batch of batches)
          for (const events of eventsByOrder(batch).values())
            for (const step of toSteps(events)) keep(orders, step);
        for (const [productId, sales] of recount(histories))
          expect(sumProduct(productId, countsOf(productId, orders))).toEqual(sales);
      }),
    );
  });
});

/** The rule every store follows: a step is applied when it is the order's next, or holds its next. */
function keep(orders: Map<string, OrderStep>, step: OrderStep): void {
  const before = orders.get(step.orderId);
  const stored = before?.last ?? 0;
  expect(step.first).toBeLessThanOrEqual(stored + 1);
  if (step.last > stored) orders.set(step.orderId, { ...before, ...step });
}

function countsOf(wanted: string, orders: Map<string, OrderStep>): PriceCount[] {
  const none = { open: 0, completed: 0, failed: 0, cancelled: 0 };
  return [...orders.values()].flatMap(({ lines = [], outcome = 'open' }) =>
    lines
      .filter(({ productId }) => productId === wanted)
      .map(({ productId, unitPrice, quantity }) => ({
        productId,
        unitPrice,
        byOutcome: { ...none, [outcome]: quantity },
      })),
  );
}
