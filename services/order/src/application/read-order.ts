import { fold } from '../domain/evolve';
import type { Order } from '../domain/order';
import { OrderNotFoundError } from './errors';
import type { AsOf, HistoryEntry, OrderStore } from './ports/order-store';

/**
 * An order as it is now, or as it was, folded from its events.
 * @throws OrderNotFoundError when there is no such order, no such version, or it was not yet placed then
 * @throws UnreadableHistoryError
 */
export async function readOrder(store: OrderStore, orderId: string, asOf?: AsOf): Promise<Order> {
  const order = fold(await store.load(orderId, asOf));
  if (order === undefined) throw new OrderNotFoundError(absence(orderId, asOf));
  if (asOf !== undefined && 'version' in asOf && order.version < asOf.version)
    throw new OrderNotFoundError(`order ${orderId} has no version ${asOf.version}, only ${order.version}`);
  return order;
}

/**
 * Every event of an order, from the first on, those that this release cannot read among them.
 * @throws OrderNotFoundError
 */
export async function readHistory(store: OrderStore, orderId: string): Promise<HistoryEntry[]> {
  const events = await store.history(orderId);
  if (events.length === 0) throw new OrderNotFoundError(absence(orderId));
  return events;
}

function absence(orderId: string, asOf?: AsOf): string {
  if (asOf !== undefined && 'at' in asOf) return `there was no order ${orderId} at ${asOf.at.toISOString()}`;
  return `there is no order ${orderId}`;
}
