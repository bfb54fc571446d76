import type { Cause } from '@ordersaga/contracts';
import { changeEntry, type EntryChange, type Product } from '../domain/product';
import type { StockStore } from './ports/stock-store';
import { ProductNotFoundError } from './stock-errors';

/**
 * Changes a product's name or price; what is the same already changes and tells nothing.
 * @throws ProductNotFoundError
 */
export function changeProduct(
  store: StockStore,
  productId: string,
  change: EntryChange,
  cause: Cause,
): Promise<Product> {
  return store.transaction(async ({ products, announce }) => {
    const before = (await products.loadForUpdate([productId])).get(productId);
    if (!before) throw new ProductNotFoundError(productId);
    const { product, events } = changeEntry(before, change);
    if (product !== before) products.saveAll([product]);
    announce(events, cause);
    return product;
  });
}
