import { Pool } from 'pg';
import { change } from './change';
import { consume } from './consume';
import { topicsOf, type NaiveSettings } from './settings';

const charge = 'INSERT INTO payments (order_id, charged) VALUES ($1, $2) ON CONFLICT DO NOTHING';

/** Charges what was reserved. Every card is good. */
export async function runPayment(settings: NaiveSettings): Promise<void> {
  const pool = new Pool({ connectionString: settings.databases.payment });
  const { stock, payments } = topicsOf(settings);
  await consume(settings, 'payment', [stock], async (message) => {
    if (message.type !== 'stock.reserved') return;
    const { orderId, total } = message;
    await change(
      pool,
      { text: charge, values: [orderId, total] },
      { topic: payments, message: { type: 'payment.completed', orderId } },
    );
  });
}
