import type { Cause } from '@ordersaga/contracts';
import type { Collection, StockScope, StockStore } from '../src/application/ports/stock-store';
import type { KeyedRestock } from '../src/application/restock-product';
import type { Product } from '../src/domain/product';
import type { Reservation } from '../src/domain/reservation';
import type { StockEvent } from '../src/domain/stock-event';

/** Keeps stock in memory, and notes what it was asked for. */
export class InMemoryStockStore implements StockStore {
  readonly products = new Map<string, Product>();
  readonly reservations = new Map<string, Reservation>();
  readonly keyedRestocks = new Map<string, KeyedRestock>();
  readonly announced: { event: StockEvent; cause: Cause }[] = [];
  readonly asked: string[] = [];
  private readonly claimed = new Set<string>();

  async transaction<T>(work: (scope: StockScope) => Promise<T>): Promise<T> {
    return work({
      products: this.collection('products', this.products, ({ productId }) => productId),
      reservations: this.collection('reservations', this.reservations, ({ orderId }) => orderId),
      keyedRestocks: this.collection('keyed restocks', this.keyedRestocks, ({ key }) => key),
      claimMessages: async (ids) => {
        this.asked.push('claim');
        const fresh = new Set(ids.filter((id) => !this.claimed.has(id)));
        for (const id of fresh) this.claimed.add(id);
        return fresh;
      },
      announce: (events, cause) => void this.announced.push(...events.map((event) => ({ event, cause }))),
    });
  }

  async listProducts(): Promise<Product[]> {
    return [...this.products.values()];
  }

  async findProduct(productId: string): Promise<Product | undefined> {
    return this.products.get(productId);
  }

  private collection<E>(name: string, entities: Map<string, E>, idOf: (entity: E) => string): Collection<E> {
    return {
      loadForUpdate: async (ids) => {
        this.asked.push(`load ${name}`);
        return new Map([...entities].filter(([id]) => ids.includes(id)));
      },
      saveAll: (changed) => {
        this.asked.push(`save ${name}`);
        for (const entity of changed) entities.set(idOf(entity), entity);
      },
    };
  }
}
