import type { Actor, Cause } from '@ordersaga/contracts';
import type { ReactionCommand } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Order } from '../domain/order';
import { mergeChanges, type CatalogueChange } from './catalogue-change';
import { OrdersKeepChangingError } from './errors';
import type { OrderChange } from './ports/order-store';
import type { Reactions, ReactionScope } from './ports/reactions';
import type { Journal, Surroundings } from './ports/surroundings';
import { reactionTo, type ReactionMessage } from './reaction-messages';
import { recordEvents } from './record-events';

/** What reacting to messages needs. */
export interface ReactPorts {
  readonly reactions: Reactions;
  readonly surroundings: Surroundings;
  readonly journal: Journal;
}

/** One thing asked of an order by a message. */
interface Ask {
  readonly command: ReactionCommand;
  readonly cause: Cause;
}

/** How often orders are read and decided about anew when others changed them in between. */
const maxAttempts = 5;

/**
 * Reacts to a batch of messages in one transaction, with one round trip per step whatever its size. Messages that
 * came before are left out; several for one order are decided in their order, each on the outcome of the last.
 * @throws OrdersKeepChangingError
 */
export async function reactToMessages(
  ports: ReactPorts,
  messages: readonly ReactionMessage[],
): Promise<void> {
  await ports.reactions.transaction(async (scope) => {
    const fresh = new Set(await scope.claimMessages(messages.map(({ id }) => id)));
    // `delete` is true once per id: a message that is twice in the batch counts once.
    const { asks, changes } = sortOut(messages.filter(({ id }) => fresh.delete(id)));
    if (changes.length > 0) await scope.updateCatalogue(mergeChanges(changes));
    if (asks.size > 0) await askOrders(ports, scope, asks);
  });
}

function sortOut(messages: readonly ReactionMessage[]) {
  const asks = new Map<string, Ask[]>();
  const changes: CatalogueChange[] = [];
  for (const message of messages) {
    const reaction = reactionTo(message);
    if (reaction.about === 'catalogue') {
      changes.push(reaction.change);
      continue;
    }
    const ask = { command: reaction.command, cause: causedBy(message, reaction.actor) };
    asks.set(reaction.orderId, [...(asks.get(reaction.orderId) ?? []), ask]);
  }
  return { asks, changes };
}

function causedBy({ id, correlationId, traceparent }: ReactionMessage, actor: Actor): Cause {
  return { correlationId, causationId: id, actor, ...(traceparent === undefined ? {} : { traceparent }) };
}

async function askOrders(
  ports: ReactPorts,
  scope: ReactionScope,
  asks: ReadonlyMap<string, readonly Ask[]>,
): Promise<void> {
  let open = [...asks];
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const orders = await scope.loadOrders(open.map(([orderId]) => orderId));
    const changes = open.flatMap(([orderId, asked]) => decideAll(ports, orderId, orders.get(orderId), asked));
    if (changes.length === 0) return;
    const movedOn = await scope.append(changes);
    if (movedOn.size === 0) return;
    open = open.filter(([orderId]) => movedOn.has(orderId));
  }
  throw new OrdersKeepChangingError(open.map(([orderId]) => orderId));
}

function decideAll(
  { surroundings, journal }: ReactPorts,
  orderId: string,
  before: Order | undefined,
  asks: readonly Ask[],
): OrderChange[] {
  if (before === undefined) {
    // No order of ours: trying again would not bring it into being.
    const [{ cause } = {}] = asks;
    journal.warn({ orderId, ...cause }, 'a message about an order that does not exist is ignored');
    return [];
  }
  let order: Order | undefined = before;
  const events = asks.flatMap(({ command, cause }) => {
    const recorded = recordEvents(orderId, order, decide(order, command), cause, surroundings);
    order = recorded.order;
    return recorded.events;
  });
  return events.length === 0 ? [] : [{ orderId, before, events }];
}
