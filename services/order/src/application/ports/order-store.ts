import type { Cause } from '@ordersaga/contracts';
import type { Order } from '../../domain/order';
import type { RecordedOrderEvent } from '../../domain/events';

/** An event of an order as it is kept: with its own id, and what led to it. */
export type StoredOrderEvent = RecordedOrderEvent & { readonly eventId: string; readonly cause: Cause };

/** An event of an order as it stands in its history, whether this release can read it or not. */
export type HistoryEntry = Pick<StoredOrderEvent, 'version' | 'recordedAt' | 'eventId' | 'cause'> & {
  readonly type: string;
  readonly data: unknown;
};

/** New events of one order, and the order before them (undefined when they place it). */
export interface OrderChange {
  readonly orderId: string;
  readonly before: Order | undefined;
  /** At least one; versions go on from `before`. */
  readonly events: readonly StoredOrderEvent[];
}

/** Up to where an order's events are asked for: a version, or a moment. */
export type AsOf = { readonly version: number } | { readonly at: Date };

/** Keeps orders as streams of events. */
export interface OrderStore {
  /**
   * Writes a change and everything that announces it, all or nothing.
   * @returns whether the order was still as `before` says; if not, nothing was written
   */
  append(change: OrderChange): Promise<boolean>;
  /**
   * The events of an order from its first on, none for an order that does not exist (or did not by then).
   * @throws UnreadableHistoryError
   */
  load(orderId: string, asOf?: AsOf): Promise<StoredOrderEvent[]>;
  /** All that happened to an order from the first on, none for an order that does not exist. */
  history(orderId: string): Promise<HistoryEntry[]>;
}
