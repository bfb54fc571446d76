/** What the projection does, on whatever records it is given: for whoever drives it without MongoDB, Kafka and HTTP. */
export type { OrderRecord } from '../domain/order-record';
export { successRateOf, type StatusCount, type SuccessRate } from '../domain/success-rate';
export type { DailyTotals, ProjectionCopy } from './daily-totals';
export type { OrderRecords, RecordChange } from './order-records';
export { recordOrderEvents } from './record-order-events';
