import type { Price } from '../../domain/commands';

/** A product as Order knows it; `unitPrice` in minor units of `currency`. */
export interface CatalogueProduct extends Price {
  readonly productId: string;
  readonly name: string;
}

/** Order's own replica of the catalogue. */
export interface Catalogue {
  /** The prices of those of the products that are known, in one query. */
  pricesOf(productIds: readonly string[]): Promise<ReadonlyMap<string, Price>>;
  /** Every known product, by id. */
  list(): Promise<CatalogueProduct[]>;
}
