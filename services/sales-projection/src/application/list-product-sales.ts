import type { Answering } from '@ordersaga/projection';
import { sumProduct, type PriceCount, type ProductSales } from '../domain/product-sales';
import { waitForSales, type AsOf, type SalesFilter } from './query-product-sales';
import type { SalesStore } from './sales-store';

/** Which part of the list. */
export interface SalesListRequest extends SalesFilter {
  readonly limit: number;
  /** The id of the last product before this page. */
  readonly after?: string | undefined;
}

/** A page of products by rising id. */
export interface SalesList {
  readonly items: readonly ProductSales[];
  /** The id to go on after; undefined at the end. */
  readonly next?: string | undefined;
}

/**
 * What was sold of each product that orders hold, a page at a time. With an outcome, products without any of it are
 * listed with a total of zero.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export async function listProductSales(
  sales: Answering<SalesStore>,
  { outcome, waitFor, limit, after }: SalesListRequest,
): Promise<AsOf<SalesList>> {
  if (waitFor) await waitForSales(sales, waitFor);
  const { productIds, counts, more, asOf } = await sales.answer((store) => store.readPage(after, limit));
  const byProduct = groupByProduct(counts);
  const items = productIds.map((id) => sumProduct(id, byProduct.get(id) ?? [], outcome));
  return { items, next: more ? productIds.at(-1) : undefined, asOf };
}

function groupByProduct(counts: readonly PriceCount[]): Map<string, PriceCount[]> {
  const byProduct = new Map<string, PriceCount[]>();
  for (const count of counts) {
    const own = byProduct.get(count.productId);
    if (own) own.push(count);
    else byProduct.set(count.productId, [count]);
  }
  return byProduct;
}
