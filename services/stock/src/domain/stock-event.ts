import type { Payload } from '@ordersaga/contracts';

type StockEventType =
  | 'com.ordersaga.stock.reserved.v1'
  | 'com.ordersaga.stock.rejected.v1'
  | 'com.ordersaga.stock.released.v1'
  | 'com.ordersaga.product.cataloged.v1'
  | 'com.ordersaga.product.price-changed.v1'
  | 'com.ordersaga.product.restocked.v1';

/** Something that Stock tells the other services, named and shaped as in the contracts. */
export type StockEvent = {
  [T in StockEventType]: { readonly type: T; readonly data: Payload<T> };
}[StockEventType];
