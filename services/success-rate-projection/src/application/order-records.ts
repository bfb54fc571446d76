import type { Period } from '../domain/day';
import type { OrderRecord, OrderStatus } from '../domain/order-record';
import type { StatusCount } from '../domain/success-rate';

/** A record as it was read and as it shall be; without `before` it is the order's first. */
export interface RecordChange {
  readonly before?: OrderRecord | undefined;
  readonly after: OrderRecord;
}

/** Which orders to list. */
export interface OrderFilter extends Period {
  readonly status?: OrderStatus | undefined;
  readonly customerId?: string | undefined;
}

/** A place in the list of orders, newest first. */
export interface ListPosition {
  readonly placedAt: Date;
  readonly orderId: string;
}

/** Where the records are. Every method throws StoreUnavailableError when the store does not answer. */
export interface OrderRecords {
  /** The records of these orders, as far as there are any, by order id. */
  load(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>>;
  /**
   * Writes each change whose order still has the version it was read with (or is still unknown), version and data in
   * one atomic step; leaves the others alone.
   * @returns whether every change was written
   */
  save(changes: readonly RecordChange[]): Promise<boolean>;
  /** The order's version, 0 when it is unknown. */
  versionOf(orderId: string): Promise<number>;
  /** The record with the newest event in the projection. */
  newest(): Promise<OrderRecord | undefined>;
  /** When the first order was placed. */
  firstPlacedAt(): Promise<Date | undefined>;
  /** Counts the orders of periods that don't overlap. */
  count(periods: readonly Period[]): Promise<readonly StatusCount[]>;
  /** The first `limit` orders after a place in the list, newest first. */
  list(filter: OrderFilter, after: ListPosition | undefined, limit: number): Promise<readonly OrderRecord[]>;
}
