import type { OrderStep } from '../domain/order-step';
import type { PriceCount } from '../domain/product-sales';

/** Counts, and the time of the newest event in the whole projection (null: there is none yet). */
export interface SalesReading {
  readonly counts: readonly PriceCount[];
  readonly asOf: Date | null;
}

/** A page of products by rising id. */
export interface SalesPage extends SalesReading {
  readonly productIds: readonly string[];
  /** Whether products follow. */
  readonly more: boolean;
}

/** Where the counters are. Every method throws StoreUnavailableError when the store does not answer. */
export interface SalesStore {
  /**
   * Applies steps, each order's in their order, version and counters in one atomic step; what is in already changes
   * nothing.
   * @throws VersionGapError when a step is not the next of its order; the other steps are applied all the same
   */
  apply(steps: readonly OrderStep[]): Promise<void>;
  /** The order's version as it is counted, 0 when it is unknown. */
  versionOf(orderId: string): Promise<number>;
  /** The counts of one product. */
  readProduct(productId: string): Promise<SalesReading>;
  /** The counts of the first `limit` products whose id is greater than `after`. */
  readPage(after: string | undefined, limit: number): Promise<SalesPage>;
}
