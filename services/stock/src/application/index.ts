/** What Stock does, on whatever store it is given: for whoever drives it without Postgres, Kafka and HTTP. */
export { catalogNewProduct } from './catalog-product';
export { changeProduct } from './change-product';
export { orderMessageTypes, type OrderMessage } from './order-messages';
export type { Collection, StockScope, StockStore } from './ports/stock-store';
export { reactToOrders } from './react-to-orders';
export { restockProduct, type KeyedRestock } from './restock-product';
