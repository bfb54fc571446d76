/** What the projection does, on whatever counters it is given: for whoever drives it without Redis, Kafka and HTTP. */
export type { OrderStep } from '../domain/order-step';
export type { PriceCount, ProductSales } from '../domain/product-sales';
export { countOrderEvents } from './count-order-events';
export { queryProductSales } from './query-product-sales';
export type { SalesPage, SalesReading, SalesStore } from './sales-store';
