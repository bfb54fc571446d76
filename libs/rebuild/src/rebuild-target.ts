import type { CopyRegister, OrderEvent } from '@ordersaga/projection';

/** What a copy holds of an order. */
export interface StoredOrder {
  readonly version: number;
  /** All the rest as a text, which is the same for the same content. */
  readonly content: string;
}

/** A copy that is being filled, by one rebuild alone and with nobody asking it. */
export interface CopyBuilder {
  /** Applies events, each order's in their order; the same ones may come again. Not before its predecessor comes any. */
  add(events: readonly OrderEvent[]): Promise<void>;
  /** Does what is best done once most of it is in, so that it answers as fast as a copy that has been there for long. */
  finish(signal: AbortSignal): Promise<void>;
  /** Resolves once all that was added is as safe as the store makes it. */
  secure(): Promise<void>;
}

/**
 * What a projection brings to its rebuild. Its methods throw StoreUnavailableError when the store does not answer; they
 * may then be called again.
 */
export interface RebuildTarget {
  readonly register: CopyRegister;
  build(copy: string): CopyBuilder;
  /** All orders of a copy by id, portion by portion. What comes in meanwhile may be among them or not, or come twice. */
  orders(copy: string): AsyncIterable<ReadonlyMap<string, StoredOrder>>;
  /** Of these orders those that a copy has. */
  ordersById(copy: string, orderIds: readonly string[]): Promise<ReadonlyMap<string, StoredOrder>>;
  /** Removes all of a copy; does nothing where there is none. */
  remove(copy: string): Promise<void>;
}
