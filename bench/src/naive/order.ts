import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { change } from './change';
import { consume } from './consume';
import type { NaiveLine, NaiveMessage } from './messages';
import { topicsOf, type NaiveSettings } from './settings';

/** What a customer asks for. */
export interface NaiveOrder {
  readonly customerId: string;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
}

const loadPrices = 'SELECT product_id, unit_price FROM products WHERE product_id = ANY ($1::text[])';
const insertOrder = `
  INSERT INTO orders (order_id, customer_id, status, items, total) VALUES ($1, $2, 'suspended', $3, $4)`;
const decideOrder = `UPDATE orders SET status = $2 WHERE order_id = $1 AND status = 'suspended'`;
const loadItems = 'SELECT items FROM orders WHERE order_id = $1';

/** Places an order at the prices of the catalogue. */
export async function placeNaiveOrder(pool: Pool, topic: string, order: NaiveOrder): Promise<void> {
  const ids = order.items.map(({ productId }) => productId);
  const { rows } = await pool.query<{ product_id: string; unit_price: string }>(loadPrices, [ids]);
  const prices = new Map(rows.map((row) => [row.product_id, Number(row.unit_price)]));
  const items = order.items.map((item): NaiveLine => {
    const unitPrice = prices.get(item.productId);
    if (unitPrice === undefined) throw new Error(`there is no product ${item.productId}`);
    return { ...item, unitPrice };
  });
  const total = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const { customerId } = order;
  const orderId = randomUUID();
  await change(
    pool,
    { text: insertOrder, values: [orderId, customerId, JSON.stringify(items), total] },
    { topic, message: { type: 'order.placed', orderId, customerId, items, total } },
  );
}

/** Order's reactions: what was paid is completed, what is not in stock has failed. */
export async function runOrder(settings: NaiveSettings): Promise<void> {
  const pool = new Pool({ connectionString: settings.databases.order });
  const { orders, stock, payments } = topicsOf(settings);
  const decide = async (orderId: string, outcome: 'completed' | 'failed'): Promise<void> => {
    const { rows } = await pool.query<{ items: NaiveLine[] }>(loadItems, [orderId]);
    const message: NaiveMessage = { type: `order.${outcome}`, orderId, items: rows[0]?.items ?? [] };
    await change(pool, { text: decideOrder, values: [orderId, outcome] }, { topic: orders, message });
  };
  await consume(settings, 'order', [stock, payments], async ({ type, orderId }) => {
    if (type === 'payment.completed') await decide(orderId, 'completed');
    if (type === 'stock.rejected') await decide(orderId, 'failed');
  });
}
