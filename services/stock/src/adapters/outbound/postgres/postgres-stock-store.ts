import type { EntityStore, UnitOfWork } from '@ordersaga/unit-of-work';
import type { StockScope, StockStore } from '../../../application/ports/stock-store';
import type { Product } from '../../../domain/product';
import { keyedRestockEntity, productEntity, reservationEntity } from './stock-entities';
import type { ToOutbox } from './stock-outbox';

/** The consumer's name in the inbox. */
const consumer = 'stock';

/** Products and reservations in Postgres, with inbox and outbox in the same transaction. */
export class PostgresStockStore implements StockStore {
  constructor(
    private readonly entities: EntityStore,
    private readonly toOutbox: ToOutbox,
  ) {}

  transaction<T>(work: (scope: StockScope) => Promise<T>): Promise<T> {
    return this.entities.inUnitOfWork((unit) => work(this.scopeOf(unit)));
  }

  listProducts(): Promise<Product[]> {
    return this.entities.reader(productEntity).list({ order: { productId: 'ASC' } });
  }

  async findProduct(productId: string): Promise<Product | undefined> {
    return (await this.entities.reader(productEntity).load([productId])).get(productId);
  }

  private scopeOf(unit: UnitOfWork): StockScope {
    return {
      products: unit.repository(productEntity),
      reservations: unit.repository(reservationEntity),
      keyedRestocks: unit.repository(keyedRestockEntity),
      claimMessages: (messageIds) => unit.claimMessages(consumer, messageIds),
      announce: (events, cause) => unit.announce(this.toOutbox(events, cause)),
    };
  }
}
