import type { Queryable } from '@ordersaga/postgres';
import type { CatalogueChange } from '../../../application/catalogue-change';
import type { Catalogue, CatalogueProduct } from '../../../application/ports/catalogue';
import type { Price } from '../../../domain/commands';
import { sql } from './statements';

interface PriceRow {
  product_id: string;
  unit_price: string;
  currency: string;
}

type ProductRow = PriceRow & { name: string };

/** The replica of the catalogue, in the table `catalogue_products`. */
export class CatalogueTable implements Catalogue {
  constructor(private readonly client: Queryable) {}

  async pricesOf(productIds: readonly string[]): Promise<Map<string, Price>> {
    const { rows } = await this.client.query<PriceRow>({ ...sql('load-prices'), values: [productIds] });
    return new Map(rows.map((row) => [row.product_id, toPrice(row)]));
  }

  async list(): Promise<CatalogueProduct[]> {
    const { rows } = await this.client.query<ProductRow>(sql('list-catalogue'));
    return rows.map((row) => ({ productId: row.product_id, name: row.name, ...toPrice(row) }));
  }

  /** Takes over what is newer than what is known, in one statement. One change per product, sorted by id. */
  async update(changes: readonly CatalogueChange[]): Promise<void> {
    await this.client.query({
      ...sql('update-catalogue'),
      values: [
        changes.map(({ productId }) => productId),
        changes.map(({ name }) => name?.text ?? null),
        changes.map(({ name }) => name?.revision ?? 0),
        changes.map(({ price }) => price.unitPrice),
        changes.map(({ price }) => price.currency),
        changes.map(({ price }) => price.revision),
      ],
    });
  }
}

/** int8 comes as text; the contracts bound it to integers that a number holds exactly. */
function toPrice({ unit_price, currency }: PriceRow): Price {
  return { unitPrice: Number(unit_price), currency };
}
