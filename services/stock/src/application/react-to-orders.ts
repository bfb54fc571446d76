import type { Reservation } from '../domain/reservation';
import type { ReservationCommand } from '../domain/reservation-command';
import { StockBook } from '../domain/stock-book';
import type { OrderMessage } from './order-messages';
import type { StockScope, StockStore } from './ports/stock-store';
import { whenOrderCompleted } from './when-order-completed';
import { whenOrderFailed } from './when-order-failed';
import { whenOrderPlaced } from './when-order-placed';

/**
 * Works a batch of order messages off in one transaction: which of them are new, the reservations and products they
 * are about (locked), every decision in memory, then the changes and what announces them. The number of statements
 * doesn't depend on the number of messages, so that a product that every order asks for is locked once a batch.
 */
export function reactToOrders(store: StockStore) {
  return (messages: readonly OrderMessage[]): Promise<void> =>
    store.transaction(async (scope) => {
      // Both are asked at once, so one round trip; the rows are read after the claim, which may have to wait.
      const [claimed, reservations] = await Promise.all([
        scope.claimMessages(messages.map(({ id }) => id)),
        scope.reservations.loadForUpdate(messages.map(({ data }) => data.orderId)),
      ]);
      const fresh = new Set(claimed);
      // `delete` is true for the first of two that have the same id.
      const news = messages.filter(({ id }) => fresh.delete(id));
      if (news.length > 0) await decideAll(scope, news, reservations);
    });
}

async function decideAll(
  scope: StockScope,
  messages: readonly OrderMessage[],
  before: Map<string, Reservation>,
): Promise<void> {
  const work = messages.map((message) => ({ message, command: toCommand(message) }));
  const commands = work.map(({ command }) => command);
  const book = await openBook(scope, commands, before);
  for (const { message, command } of work) {
    const { id, correlationId, traceparent } = message;
    const cause = { correlationId, causationId: id, ...(traceparent !== undefined && { traceparent }) };
    scope.announce(book.decide(command), cause);
  }
  const { products, reservations } = book.changes();
  scope.products.saveAll(products);
  scope.reservations.saveAll(reservations);
}

function toCommand(message: OrderMessage): ReservationCommand {
  switch (message.type) {
    case 'com.ordersaga.order.placed.v1':
    case 'com.ordersaga.order.items-changed.v1':
      return whenOrderPlaced(message.data);
    case 'com.ordersaga.order.completed.v1':
      return whenOrderCompleted(message.data);
    case 'com.ordersaga.order.failed.v1':
    case 'com.ordersaga.order.cancelled.v1':
      return whenOrderFailed(message.data);
  }
}

/** Reservations before products, always: two batches that lock both then can't wait for each other. */
async function openBook(
  scope: StockScope,
  commands: readonly ReservationCommand[],
  reservations: Map<string, Reservation>,
): Promise<StockBook> {
  const held = [...reservations.values()].flatMap(({ lines }) => lines);
  const wanted = commands.flatMap((command) => (command.kind === 'set-lines' ? command.lines : []));
  const productIds = new Set([...held, ...wanted].map(({ productId }) => productId));
  const products = await scope.products.loadForUpdate([...productIds]);
  return new StockBook(products, reservations);
}
