import type { Finding } from '../finding';
import { readTable } from '../read-table';
import type { RecountedOrder } from '../recount-orders';

interface ProductRow {
  readonly product_id: string;
  readonly initial: number;
  readonly restocked: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/**
 * 2: for each product, initial + restocked = available + reserved + sold, and nothing is negative. Besides: what is
 * reserved is what open reservations hold, and what is sold is what completed orders have.
 */
export async function checkStock(stockDatabase: string, orders: readonly RecountedOrder[]): Promise<Finding> {
  const products = await readTable<ProductRow>(stockDatabase, 'list-products');
  const held = await readTable<{ product_id: string; quantity: number }>(
    stockDatabase,
    'sum-open-reservations',
  );
  const heldOf = new Map(held.map(({ product_id, quantity }) => [product_id, quantity]));
  const soldOf = soldByCompletedOrders(orders);
  const faults = products.flatMap((product) => [
    ...balanceFaults(product),
    ...differs(
      product.product_id,
      'reserved',
      product.reserved,
      heldOf.get(product.product_id) ?? 0,
      'open reservations',
    ),
    ...differs(
      product.product_id,
      'sold',
      product.sold,
      soldOf.get(product.product_id) ?? 0,
      'completed orders',
    ),
  ]);
  const sum = (of: (product: ProductRow) => number): number =>
    products.reduce((total, p) => total + of(p), 0);
  const figure = `${products.length} products: ${sum((p) => p.initial + p.restocked)} came in, ${sum((p) => p.available)} available, ${sum((p) => p.reserved)} reserved, ${sum((p) => p.sold)} sold`;
  return { statement: 2, title: 'Nothing of the stock is lost or made up', figure, faults };
}

function balanceFaults(product: ProductRow): string[] {
  const { product_id, initial, restocked, available, reserved, sold } = product;
  const faults: string[] = [];
  if (initial + restocked !== available + reserved + sold)
    faults.push(
      `product ${product_id}: ${initial} + ${restocked} came in, ${available} + ${reserved} + ${sold} are there`,
    );
  if (Math.min(initial, restocked, available, reserved, sold) < 0)
    faults.push(`product ${product_id}: something is negative`);
  return faults;
}

function differs(productId: string, what: string, is: number, should: number, source: string): string[] {
  return is === should ? [] : [`product ${productId}: ${is} ${what}, but ${source} say ${should}`];
}

function soldByCompletedOrders(orders: readonly RecountedOrder[]): Map<string, number> {
  const sold = new Map<string, number>();
  for (const { status, items } of orders)
    if (status === 'completed')
      for (const { productId, quantity } of items) sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  return sold;
}
