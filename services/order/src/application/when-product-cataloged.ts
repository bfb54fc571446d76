import type { Message } from '@ordersaga/contracts';
import type { CatalogueChange } from './catalogue-change';

/** How a product's entry reads from now on: Order takes over name and price. */
export function whenProductCataloged({
  data: { productId, name, unitPrice, currency, revision },
}: Message<'com.ordersaga.product.cataloged.v1'>): CatalogueChange {
  return { productId, name: { text: name, revision }, price: { unitPrice, currency, revision } };
}
