import type { Cause } from '@ordersaga/contracts';
import type { Product } from '../../domain/product';
import type { Reservation } from '../../domain/reservation';
import type { StockEvent } from '../../domain/stock-event';
import type { KeyedRestock } from '../restock-product';

/** Things of one kind inside a transaction. */
export interface Collection<E> {
  /** Those of the ids that exist, by id; nobody else changes them until the transaction ends. One query. */
  loadForUpdate(ids: readonly string[]): Promise<Map<string, E>>;
  /** Notes things to be written at the end, all in one statement: loaded ones are replaced, others are new. */
  saveAll(entities: readonly E[]): void;
}

/** What may be done in one transaction. */
export interface StockScope {
  readonly products: Collection<Product>;
  readonly reservations: Collection<Reservation>;
  readonly keyedRestocks: Collection<KeyedRestock>;
  /** Notes these message ids as worked on and gives back those that were not before. Comes first. */
  claimMessages(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Notes what to tell the other services, as one with the changes. */
  readonly announce: (events: readonly StockEvent[], cause: Cause) => void;
}

/** Keeps products and reservations. */
export interface StockStore {
  /**
   * Everything is kept when the work resolves, nothing when it rejects. The work may be run again from the start, when
   * another transaction was in its way, and must change nothing outside of its scope.
   */
  transaction<T>(work: (scope: StockScope) => Promise<T>): Promise<T>;
  /** Every product, by id. */
  listProducts(): Promise<Product[]>;
  findProduct(productId: string): Promise<Product | undefined>;
}
