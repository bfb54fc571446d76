import type { OrderEvent } from '@ordersaga/projection';
import type { ProductSales } from '../src/domain/product-sales';
import type { Outcome } from '../src/domain/outcome';

const ends: Readonly<Record<string, Outcome>> = {
  'com.ordersaga.order.domain.completed.v1': 'completed',
  'com.ordersaga.order.domain.failed.v1': 'failed',
  'com.ordersaga.order.domain.cancelled.v1': 'cancelled',
};

/** What the answer must be: every order's last items under its last outcome, added up the plain way. */
export function recount(histories: readonly (readonly OrderEvent[])[]): Map<string, ProductSales> {
  const sums = new Map<string, Map<number, Record<Outcome, number>>>();
  for (const history of histories) {
    const { items, outcome } = lastStateOf(history);
    for (const { productId, unitPrice, quantity } of items) {
      const prices = sums.get(productId) ?? new Map<number, Record<Outcome, number>>();
      const counts = prices.get(unitPrice) ?? { open: 0, completed: 0, failed: 0, cancelled: 0 };
      counts[outcome] += quantity;
      sums.set(productId, prices.set(unitPrice, counts));
    }
  }
  return new Map([...sums].map(([productId, prices]) => [productId, answerOf(productId, prices)]));
}

function lastStateOf(history: readonly OrderEvent[]) {
  const lists = history.flatMap(({ data }) => ('items' in data ? [data.items] : []));
  const outcome = history.map(({ type }) => ends[type]).find((end) => end !== undefined) ?? 'open';
  return { items: lists.at(-1) ?? [], outcome };
}

function answerOf(productId: string, prices: Map<number, Record<Outcome, number>>): ProductSales {
  const lines = [...prices]
    .map(([unitPrice, byOutcome]) => {
      const quantity = byOutcome.open + byOutcome.completed + byOutcome.failed + byOutcome.cancelled;
      return { unitPrice, quantity, byOutcome };
    })
    .sort((a, b) => a.unitPrice - b.unitPrice);
  return { productId, totalQuantity: lines.reduce((sum, { quantity }) => sum + quantity, 0), prices: lines };
}
