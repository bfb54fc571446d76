import { Client } from 'pg';
import type { Bench } from '../bench';
import { BrokenPromiseError } from '../system/check-promises';
import type { LoadedSystem } from '../system/loaded-system';
import { countOrders } from '../system/count-orders';
import { readPiecesSold } from '../system/projection-answers';
import { untilAtRest } from '../system/until-at-rest';

/** What must be zero, by the database that tells it. One statement each: an audit of every order would take minutes. */
const faultCounts = {
  order: {
    'orders without exactly one outcome': `
      SELECT count(*) FROM (
        SELECT stream_id FROM events GROUP BY stream_id
        HAVING count(*) FILTER (WHERE type IN ('order.completed', 'order.failed', 'order.cancelled')) <> 1
      ) AS undecided`,
    'orders whose versions have a gap': `
      SELECT count(*) FROM (
        SELECT stream_id FROM events GROUP BY stream_id HAVING count(*) <> max(version)
      ) AS gap`,
    'orders not completed': `
      SELECT (SELECT count(*) FROM streams) - (SELECT count(*) FROM events WHERE type = 'order.completed')`,
    'outbox dead letters': 'SELECT count(*) FROM outbox_dead_letters',
  },
  stock: {
    'products out of balance': `
      SELECT count(*) FROM products WHERE initial + restocked <> available + reserved + sold
        OR least(available, reserved, sold) < 0`,
    'pieces still reserved': 'SELECT coalesce(sum(reserved), 0) FROM products',
    'reservations not spent': "SELECT count(*) FROM reservations WHERE state <> 'spent'",
    'outbox dead letters': 'SELECT count(*) FROM outbox_dead_letters',
  },
  payment: {
    'payments not equal to their total': `
      SELECT count(*) FROM payments
      WHERE charged - refunded <> (target ->> 'total')::bigint OR pending IS NOT NULL`,
    'outbox dead letters': 'SELECT count(*) FROM outbox_dead_letters',
  },
} as const;

/** What must be the same everywhere: orders, or pieces of all orders. */
const orderCounts = {
  order: 'SELECT count(*) FROM streams',
  stock: 'SELECT count(*) FROM reservations',
  payment: 'SELECT count(*) FROM payments',
} as const;
const piecesSold = 'SELECT coalesce(sum(sold), 0) FROM products';

/**
 * Checks what always holds by counting, once a system is at rest; the success rate's orders where they are stored.
 * @throws BrokenPromiseError, StuckError
 */
export async function checkCounts(bench: Bench, system: LoadedSystem): Promise<void> {
  await untilAtRest(bench.backing.kafka, bench.prefix, system.waiting(200));
  const { databases } = system.audited;
  const faults: string[] = [];
  for (const name of ['order', 'stock', 'payment'] as const) {
    const client = new Client({ connectionString: databases[name], application_name: 'bench' });
    await client.connect();
    try {
      const orders = await count(client, orderCounts[name]);
      if (orders !== system.orders) faults.push(`${name} knows ${orders} of ${system.orders} orders`);
      for (const [fault, statement] of Object.entries(faultCounts[name])) {
        const found = await count(client, statement);
        if (found !== 0) faults.push(`${name}: ${found} ${fault}`);
      }
      const sold = name === 'stock' ? await count(client, piecesSold) : system.pieces;
      if (sold !== system.pieces) faults.push(`stock has sold ${sold} of ${system.pieces} pieces`);
    } finally {
      await client.end();
    }
  }
  faults.push(...(await projectionFaults(bench, system)));
  if (faults.length > 0) throw new BrokenPromiseError(faults);
  bench.progress(`counted: ${system.orders} orders, every statement holds`);
}

async function projectionFaults(bench: Bench, system: LoadedSystem): Promise<string[]> {
  const sold = await readPiecesSold(system.audited.urls.sales);
  const { mongoDatabase } = system.running.namespace;
  const { successful } = await countOrders(bench.backing.mongo, mongoDatabase);
  return [
    ...(sold === system.pieces ? [] : [`sales has ${sold} of ${system.pieces} pieces`]),
    ...(successful === system.orders
      ? []
      : [`the success rate has ${successful} of ${system.orders} orders completed`]),
  ];
}

async function count(client: Client, statement: string): Promise<number> {
  const { rows } = await client.query<[string]>({ text: statement, rowMode: 'array' });
  return Number(rows[0]?.[0]);
}
