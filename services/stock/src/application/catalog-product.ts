import type { Cause } from '@ordersaga/contracts';
import { catalogProduct, type NewProduct, type Product } from '../domain/product';
import type { StockStore } from './ports/stock-store';
import { ProductExistsError } from './stock-errors';

/**
 * Takes a product into the catalogue.
 * @throws ProductExistsError
 */
export function catalogNewProduct(store: StockStore, entry: NewProduct, cause: Cause): Promise<Product> {
  return store.transaction(async ({ products, announce }) => {
    const taken = await products.loadForUpdate([entry.productId]);
    if (taken.size > 0) throw new ProductExistsError(entry.productId);
    const { product, events } = catalogProduct(entry);
    products.saveAll([product]);
    announce(events, cause);
    return product;
  });
}
