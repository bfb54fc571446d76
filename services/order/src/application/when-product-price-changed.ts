import type { Message } from '@ordersaga/contracts';
import type { CatalogueChange } from './catalogue-change';

/** A product costs something else from now on: Order takes over the price, also when it has yet to hear the name. */
export function whenProductPriceChanged({
  data: { productId, unitPrice, currency, revision },
}: Message<'com.ordersaga.product.price-changed.v1'>): CatalogueChange {
  return { productId, price: { unitPrice, currency, revision } };
}
