import type { Cause } from '@ordersaga/contracts';
import { catalogProduct, type NewProduct } from '../domain/product';
import type { StockStore } from './ports/stock-store';

const seed: readonly Omit<NewProduct, 'currency'>[] = [
  { productId: 'keyboard', name: 'Keyboard', unitPrice: 4990, quantity: 10 },
  { productId: 'monitor', name: 'Monitor', unitPrice: 24900, quantity: 5 },
  { productId: 'mouse', name: 'Mouse', unitPrice: 1990, quantity: 20 },
];

/**
 * Fills an empty catalogue with three products and tells of them; a catalogue that has any product is left as it is.
 * Instances that start together seed once: the second finds what the first has put in.
 */
export async function seedCatalogue(store: StockStore, currency: string, cause: Cause): Promise<void> {
  if ((await store.listProducts()).length > 0) return;
  await store.transaction(async ({ products, announce }) => {
    const present = await products.loadForUpdate(seed.map(({ productId }) => productId));
    if (present.size > 0) return;
    for (const entry of seed) {
      const { product, events } = catalogProduct({ ...entry, currency });
      products.saveAll([product]);
      announce(events, cause);
    }
  });
}
