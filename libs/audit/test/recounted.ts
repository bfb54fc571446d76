import type { Line, RecountedOrder } from '../src/fold-order';
import type { RecountedLog } from '../src/recount-orders';

/** A line that costs 100 a piece. */
export const line = (productId: string, quantity: number): Line => ({ productId, quantity, unitPrice: 100 });

/** An order of one mouse at revision 1, unless told otherwise; its total is that of its lines. */
export function order(change: Partial<RecountedOrder> = {}): RecountedOrder {
  const items = change.items ?? [line('mouse', 1)];
  return {
    ...{
      orderId: 'o-1',
      events: 1,
      version: 1,
      storedVersion: 1,
      status: 'suspended',
      outcomes: 0,
      unknown: undefined,
      disorder: undefined,
    },
    ...{
      reason: undefined,
      revision: 1,
      revisions: new Map([[change.revision ?? 1, items]]),
      items,
      hold: false,
    },
    total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    ...{ currency: 'EUR', paymentMethod: 'card-ok', customerId: 'c-1' },
    ...{ placedAt: new Date('2026-01-01T12:00:00Z'), updatedAt: new Date('2026-01-01T12:00:00Z') },
    ...change,
  };
}

/** A log of these orders. */
export function log(...orders: readonly RecountedOrder[]): RecountedLog {
  return { orders: new Map(orders.map((each) => [each.orderId, each])), events: orders.length, mark: 'm' };
}
