import type { EventStore } from '@ordersaga/event-store';
import { inTransaction } from '@ordersaga/postgres';
import type { Pool, PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import type { OrderChange } from '../../../application/ports/order-store';
import type { ReactionScope } from '../../../application/ports/reactions';
import { fold } from '../../../domain/evolve';
import type { Order } from '../../../domain/order';
import { toAppendRequest, toOrderEvents, type OrderStreamSettings } from './order-stream';

/** What transactions on orders are made from. */
export interface OrderTransactionOptions extends OrderStreamSettings {
  readonly pool: Pool;
  readonly events: EventStore;
  /** Hears of the changes of a transaction once it is committed; must not throw. */
  readonly onAppended: (changes: readonly OrderChange[]) => void;
}

/** What every transaction on orders does with them. */
export type OrderScope = Pick<ReactionScope, 'loadOrders' | 'append'>;

/** Reads and writes orders, and whatever else the client is used for, in one transaction. */
export async function inOrderTransaction<T>(
  options: OrderTransactionOptions,
  work: (orders: OrderScope, client: PoolClient) => Promise<T>,
): Promise<T> {
  const appended: OrderChange[] = [];
  const result = await inTransaction(options.pool, (client) =>
    work(new OrdersWithin(client, options, appended), client),
  );
  if (appended.length > 0) options.onAppended(appended);
  return result;
}

class OrdersWithin implements OrderScope {
  constructor(
    private readonly client: PoolClient,
    private readonly options: OrderTransactionOptions,
    private readonly appended: OrderChange[],
  ) {}

  async loadOrders(orderIds: readonly string[]): Promise<Map<string, Order>> {
    const streams = await this.options.events.loadStreams(this.client, orderIds.filter(isUuid));
    const orders = new Map<string, Order>();
    for (const [orderId, stored] of streams) {
      const order = fold(toOrderEvents(stored, this.options));
      if (order !== undefined) orders.set(orderId, order);
    }
    return orders;
  }

  async append(changes: readonly OrderChange[]): Promise<Set<string>> {
    const requests = changes.map((change) => toAppendRequest(change, this.options));
    const verdicts = await this.options.events.appendWithin(this.client, requests);
    const movedOn = new Set(verdicts.flatMap(({ streamId, appended }) => (appended ? [] : [streamId])));
    this.appended.push(...changes.filter(({ orderId }) => !movedOn.has(orderId)));
    return movedOn;
  }
}
