import { claimMessages } from '@ordersaga/inbox';
import type { Reactions, ReactionScope } from '../../../application/ports/reactions';
import { CatalogueTable } from './catalogue-table';
import { inOrderTransaction, type OrderTransactionOptions } from './order-transaction';

/** The name under which this service's inbox notes messages. */
const inboxConsumer = 'order';

/** Reactions as Postgres transactions: inbox, events, outbox and catalogue are committed together or not at all. */
export class ReactionTransactions implements Reactions {
  constructor(private readonly options: OrderTransactionOptions) {}

  transaction<T>(work: (scope: ReactionScope) => Promise<T>): Promise<T> {
    return inOrderTransaction(this.options, (orders, client) =>
      work({
        claimMessages: (messageIds) => claimMessages(client, inboxConsumer, messageIds),
        loadOrders: (orderIds) => orders.loadOrders(orderIds),
        append: (changes) => orders.append(changes),
        updateCatalogue: (changes) => new CatalogueTable(client).update(changes),
      }),
    );
  }
}
