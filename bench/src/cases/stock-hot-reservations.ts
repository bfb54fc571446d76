import type { Client } from 'pg';
import { BrokenPromiseError } from '../system/check-promises';
import { paceOf } from '../system/pace';
import { productId } from '../system/sample-orders';

/** When each reservation since a row of the outbox was written, in order. */
const listReservations = `
  SELECT extract(epoch FROM created_at)::float8 * 1000 AS at FROM outbox
  WHERE id > $1 AND headers ->> 'ce_type' = 'com.ordersaga.stock.reserved.v1'
  ORDER BY at`;

interface ProductRow {
  readonly product_id: string;
  readonly reserved: number;
  readonly balanced: boolean;
}

const listProducts = `
  SELECT product_id, reserved::float8,
    initial + restocked = available + reserved + sold AND least(available, reserved, sold) >= 0 AS balanced
  FROM products`;

/** What Stock has reserved, by its database, beside what was asked of it. */
export class ReservationLog {
  private lastRow = '0';
  private orders = 0;
  private readonly wanted = new Map<string, number>();

  constructor(private readonly database: Client) {}

  /** To be called before orders are worked off. */
  async begin(orders: number, productOf: (order: number) => number): Promise<void> {
    const { rows } = await this.database.query<{ last: string }>(
      'SELECT coalesce(max(id), 0) AS last FROM outbox',
    );
    this.lastRow = rows[0]?.last ?? '0';
    this.orders = orders;
    for (let order = 0; order < orders; order += 1) {
      const id = productId(productOf(order));
      this.wanted.set(id, (this.wanted.get(id) ?? 0) + 1);
    }
  }

  /** The pace of the reservations since `begin`, per second. @throws BrokenPromiseError when one is missing */
  async pace(): Promise<number> {
    const { rows } = await this.database.query<{ at: number }>(listReservations, [this.lastRow]);
    if (rows.length !== this.orders)
      throw new BrokenPromiseError([`${this.orders} orders came, ${rows.length} were reserved`]);
    const looks = rows.map(({ at }, index) => ({ at, done: index + 1 }));
    return paceOf(looks, this.orders);
  }

  /** @throws BrokenPromiseError when stock was lost, made up, or reserved for nobody */
  async check(): Promise<void> {
    const { rows } = await this.database.query<ProductRow>(listProducts);
    const faults = rows.flatMap(({ product_id, reserved, balanced }) => {
      const wanted = this.wanted.get(product_id) ?? 0;
      if (reserved !== wanted) return [`${product_id}: ${reserved} are reserved, ${wanted} were ordered`];
      return balanced ? [] : [`${product_id} is out of balance`];
    });
    if (faults.length > 0) throw new BrokenPromiseError(faults);
  }
}
