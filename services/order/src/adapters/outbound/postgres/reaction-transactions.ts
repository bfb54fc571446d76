import type { EventStore } from '@ordersaga/event-store';
import { claimMessages } from '@ordersaga/inbox';
import { inTransaction } from '@ordersaga/postgres';
import type { Pool, PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import type { OrderChange } from '../../../application/ports/order-store';
import type { Reactions, ReactionScope } from '../../../application/ports/reactions';
import { fold } from '../../../domain/evolve';
import type { Order } from '../../../domain/order';
import { CatalogueTable } from './catalogue-table';
import { toAppendRequest, toOrderEvent, type OrderTopics } from './order-stream';

/** The name under which this service's inbox notes messages. */
const inboxConsumer = 'order';

/** What reactions are made from. */
export interface ReactionTransactionOptions {
  readonly pool: Pool;
  readonly events: EventStore;
  readonly topics: OrderTopics;
  /** Hears of the changes of a reaction once it is committed; must not throw. */
  readonly onAppended: (changes: readonly OrderChange[]) => void;
}

/** Reactions as Postgres transactions: inbox, events, outbox and catalogue are committed together or not at all. */
export class ReactionTransactions implements Reactions {
  constructor(private readonly options: ReactionTransactionOptions) {}

  async transaction<T>(work: (scope: ReactionScope) => Promise<T>): Promise<T> {
    const { pool, events, topics, onAppended } = this.options;
    const appended: OrderChange[] = [];
    const result = await inTransaction(pool, (client) =>
      work(new PostgresScope(client, events, topics, appended)),
    );
    if (appended.length > 0) onAppended(appended);
    return result;
  }
}

class PostgresScope implements ReactionScope {
  constructor(
    private readonly client: PoolClient,
    private readonly events: EventStore,
    private readonly topics: OrderTopics,
    private readonly appended: OrderChange[],
  ) {}

  claimMessages(messageIds: readonly string[]): Promise<Set<string>> {
    return claimMessages(this.client, inboxConsumer, messageIds);
  }

  async loadOrders(orderIds: readonly string[]): Promise<Map<string, Order>> {
    const streams = await this.events.loadStreams(this.client, orderIds.filter(isUuid));
    const orders = new Map<string, Order>();
    for (const [orderId, stored] of streams) {
      const order = fold(stored.map(toOrderEvent));
      if (order !== undefined) orders.set(orderId, order);
    }
    return orders;
  }

  async append(changes: readonly OrderChange[]): Promise<Set<string>> {
    const requests = changes.map((change) => toAppendRequest(change, this.topics));
    const verdicts = await this.events.appendWithin(this.client, requests);
    const movedOn = new Set(verdicts.flatMap(({ streamId, appended }) => (appended ? [] : [streamId])));
    this.appended.push(...changes.filter(({ orderId }) => !movedOn.has(orderId)));
    return movedOn;
  }

  updateCatalogue(changes: Parameters<CatalogueTable['update']>[0]): Promise<void> {
    return new CatalogueTable(this.client).update(changes);
  }
}
