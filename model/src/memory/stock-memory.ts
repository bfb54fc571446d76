import type { Cause } from '@ordersaga/contracts';
import type { Collection, KeyedRestock, StockScope, StockStore } from '@ordersaga/stock/application';
import type { Product, Reservation, StockEvent } from '@ordersaga/stock/domain';
import type { Inbox } from './inbox';

/** Products and reservations in memory. */
export class StockMemory implements StockStore {
  readonly products = new Map<string, Product>();
  readonly reservations = new Map<string, Reservation>();
  readonly keyedRestocks = new Map<string, KeyedRestock>();

  constructor(
    private readonly inbox: Inbox,
    private readonly publish: (event: StockEvent, cause: Cause) => void,
  ) {}

  transaction<T>(work: (scope: StockScope) => Promise<T>): Promise<T> {
    return work({
      products: collection(this.products, ({ productId }) => productId),
      reservations: collection(this.reservations, ({ orderId }) => orderId),
      keyedRestocks: collection(this.keyedRestocks, ({ key }) => key),
      claimMessages: async (ids) => this.inbox.claim(ids),
      announce: (events, cause) => events.forEach((event) => this.publish(event, cause)),
    });
  }

  async listProducts(): Promise<Product[]> {
    return [...this.products.values()];
  }

  async findProduct(productId: string): Promise<Product | undefined> {
    return this.products.get(productId);
  }
}

function collection<E>(entities: Map<string, E>, idOf: (entity: E) => string): Collection<E> {
  return {
    loadForUpdate: async (ids) => new Map([...entities].filter(([id]) => ids.includes(id))),
    saveAll: (changed) => changed.forEach((entity) => entities.set(idOf(entity), entity)),
  };
}
