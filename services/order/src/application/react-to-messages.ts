import type { Actor, Cause } from '@ordersaga/contracts';
import { askOrders, type Ask, type AskPorts } from './ask-orders';
import { mergeChanges, type CatalogueChange } from './catalogue-change';
import type { Reactions } from './ports/reactions';
import { reactionTo, type ReactionMessage } from './reaction-messages';

/** What reacting to messages needs. */
export interface ReactPorts extends AskPorts {
  readonly reactions: Reactions;
}

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
