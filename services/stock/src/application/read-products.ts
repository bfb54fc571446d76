import type { Product } from '../domain/product';
import type { StockStore } from './ports/stock-store';
import { ProductNotFoundError } from './stock-errors';

/** Every product, by id. */
export function listProducts(store: StockStore): Promise<Product[]> {
  return store.listProducts();
}

/** @throws ProductNotFoundError */
export async function readProduct(store: StockStore, productId: string): Promise<Product> {
  const product = await store.findProduct(productId);
  if (!product) throw new ProductNotFoundError(productId);
  return product;
}
