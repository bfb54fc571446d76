/** What Order does, on whatever ports it is given: for whoever drives it without Postgres, Kafka and HTTP. */
export type { CatalogueChange } from './catalogue-change';
export { announce, type Announcement } from './order-messages';
export { ChangeOrderHandler, type RequestedChange } from './change-order';
export { PlaceOrderHandler, type PlaceOrderRequest } from './place-order';
export type { Catalogue, CatalogueProduct } from './ports/catalogue';
export type { Claim, IdempotencyClaims, KeyedRequest, KnownKey } from './ports/idempotency-claims';
export type { AsOf, HistoryEntry, OrderChange, OrderStore, StoredOrderEvent } from './ports/order-store';
export type { Deadlines, DeadlineScope, DueDeadline, OrderDeadline } from './ports/deadlines';
export type { Reactions, ReactionScope } from './ports/reactions';
export type { Journal, Surroundings } from './ports/surroundings';
export { reactionTypes, type ReactionMessage } from './reaction-messages';
export { DeadlineReactions, type DeadlinePorts } from './react-to-deadlines';
export { reactToMessages } from './react-to-messages';
export { readHistory, readOrder } from './read-order';
export { recordEvents } from './record-events';
