import type { Order } from '../../domain/order';
import type { CatalogueChange } from '../catalogue-change';
import type { OrderChange } from './order-store';

/** What a reaction may do, all of it in one transaction. */
export interface ReactionScope {
  /** Notes these message ids as worked on and gives back those that were not before. */
  claimMessages(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The current state of those of the orders that exist, as committed by now. */
  loadOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, Order>>;
  /** Writes the changes and what announces them; gives back the ids of orders that had moved on, which are unchanged. */
  append(changes: readonly OrderChange[]): Promise<ReadonlySet<string>>;
  /** Brings the catalogue up to date; what is older than what is known changes nothing. One change per product. */
  updateCatalogue(changes: readonly CatalogueChange[]): Promise<void>;
}

/** Runs a reaction in one transaction: everything it did is kept when it resolves, nothing when it rejects. */
export interface Reactions {
  transaction<T>(work: (scope: ReactionScope) => Promise<T>): Promise<T>;
}
