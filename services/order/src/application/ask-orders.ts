import type { Cause } from '@ordersaga/contracts';
import type { ReactionCommand } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Order } from '../domain/order';
import { OrdersKeepChangingError } from './errors';
import type { OrderChange } from './ports/order-store';
import type { ReactionScope } from './ports/reactions';
import type { Journal, Surroundings } from './ports/surroundings';
import { recordEvents } from './record-events';

/** What asking needs. */
export interface AskPorts {
  readonly surroundings: Surroundings;
  readonly journal: Journal;
}

/** One thing asked of an order, not by its customer. */
export interface Ask {
  readonly command: ReactionCommand;
  readonly cause: Cause;
}

/** How often orders are read and decided about anew when others changed them in between. */
const maxAttempts = 5;

/**
 * Asks many orders in the transaction of a scope, with one round trip per step whatever their number. Several things
 * asked of one order are decided in their order, each on the outcome of the last.
 * @returns the orders that exist, as they are afterwards
 * @throws OrdersKeepChangingError
 */
export async function askOrders(
  ports: AskPorts,
  scope: Pick<ReactionScope, 'loadOrders' | 'append'>,
  asks: ReadonlyMap<string, readonly Ask[]>,
): Promise<Map<string, Order>> {
  const left = new Map<string, Order>();
  let open = [...asks];
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const orders = await scope.loadOrders(open.map(([orderId]) => orderId));
    const changes = open.flatMap(([orderId, asked]) => {
      const decided = decideAll(ports, orderId, orders.get(orderId), asked);
      if (decided.order !== undefined) left.set(orderId, decided.order);
      return decided.changes;
    });
    if (changes.length === 0) return left;
    const movedOn = await scope.append(changes);
    if (movedOn.size === 0) return left;
    open = open.filter(([orderId]) => movedOn.has(orderId));
  }
  throw new OrdersKeepChangingError(open.map(([orderId]) => orderId));
}

function decideAll(
  { surroundings, journal }: AskPorts,
  orderId: string,
  before: Order | undefined,
  asks: readonly Ask[],
): { order: Order | undefined; changes: OrderChange[] } {
  if (before === undefined) {
    // No order of ours: trying again would not bring it into being.
    const [{ cause } = {}] = asks;
    journal.warn({ orderId, ...cause }, 'a message about an order that does not exist is ignored');
    return { order: undefined, changes: [] };
  }
  let order: Order | undefined = before;
  const events = asks.flatMap(({ command, cause }) => {
    const recorded = recordEvents(orderId, order, decide(order, command), cause, surroundings);
    order = recorded.order;
    return recorded.events;
  });
  return { order, changes: events.length === 0 ? [] : [{ orderId, before, events }] };
}
