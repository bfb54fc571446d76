import { waitForVersion, type Answering, type OrderVersion } from '@ordersaga/projection';
import type { Outcome } from '../domain/outcome';
import { sumProduct, type ProductSales } from '../domain/product-sales';
import type { SalesStore } from './sales-store';

/** What both queries can be asked. */
export interface SalesFilter {
  /** Counts only what became this. */
  readonly outcome?: Outcome | undefined;
  /** Answers once this version of an order is counted. */
  readonly waitFor?: OrderVersion | undefined;
}

/** An answer, and the time of the newest event in it (null: there is none yet). */
export type AsOf<T> = T & { readonly asOf: Date | null };

/**
 * How many of a product were ordered at which unit prices. A product nobody ordered has none.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export async function queryProductSales(
  sales: Answering<SalesStore>,
  productId: string,
  { outcome, waitFor }: SalesFilter,
): Promise<AsOf<ProductSales>> {
  if (waitFor) await waitForSales(sales, waitFor);
  const { counts, asOf } = await sales.answer((store) => store.readProduct(productId));
  return { ...sumProduct(productId, counts, outcome), asOf };
}

/**
 * Waits until a version of an order is counted, in whichever copy answers by then.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export function waitForSales(sales: Answering<SalesStore>, wanted: OrderVersion): Promise<void> {
  return waitForVersion((orderId) => sales.answer((store) => store.versionOf(orderId)), wanted);
}
