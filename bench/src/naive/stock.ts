import { Pool } from 'pg';
import { change } from './change';
import { consume } from './consume';
import type { NaiveMessage } from './messages';
import { topicsOf, type NaiveSettings } from './settings';

/** Touches a row for each product of the order, none when the order has its reservation already. */
const reserve = `
  WITH reservation AS (
    INSERT INTO reservations (order_id, state, items) VALUES ($1, 'open', $2)
    ON CONFLICT DO NOTHING RETURNING items
  )
  UPDATE products product
  SET available = product.available - line.quantity, reserved = product.reserved + line.quantity
  FROM reservation, jsonb_to_recordset(reservation.items) AS line ("productId" text, quantity bigint)
  WHERE product.product_id = line."productId" AND product.available >= line.quantity`;

const reject = `
  INSERT INTO reservations (order_id, state, items) VALUES ($1, 'rejected', '[]') ON CONFLICT DO NOTHING`;

const spend = `
  WITH reservation AS (
    UPDATE reservations SET state = 'spent' WHERE order_id = $1 AND state = 'open' RETURNING items
  )
  UPDATE products product
  SET reserved = product.reserved - line.quantity, sold = product.sold + line.quantity
  FROM reservation, jsonb_to_recordset(reservation.items) AS line ("productId" text, quantity bigint)
  WHERE product.product_id = line."productId"`;

/** Reserves what was ordered, and counts as sold what is completed. */
export async function runStock(settings: NaiveSettings): Promise<void> {
  const pool = new Pool({ connectionString: settings.databases.stock });
  const topics = topicsOf(settings);
  const tell = (message: NaiveMessage) => ({ topic: topics.stock, message });
  await consume(settings, 'stock', [topics.orders], async (message) => {
    const { type, orderId } = message;
    if (type === 'order.placed') {
      const { items, total } = message;
      const reservation = { text: reserve, values: [orderId, JSON.stringify(items)] };
      if (await change(pool, reservation, tell({ type: 'stock.reserved', orderId, total }), items.length))
        return;
      // Too little is there, or the message has come before: then this changes nothing either.
      await change(pool, { text: reject, values: [orderId] }, tell({ type: 'stock.rejected', orderId }));
    }
    if (type === 'order.completed') await change(pool, { text: spend, values: [orderId] });
  });
}
