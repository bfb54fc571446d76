import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createMessaging } from '@ordersaga/messaging';
import { Client, Pool } from 'pg';
import type { Bench } from '../bench';
import { ownDatabase } from '../own-database';
import { dropKeys, dropMongoDatabases, dropTopics } from '../system/drop-leftovers';
import { plentyOfStock, productCount, productId, sampleOrder, unitPrice } from '../system/sample-orders';
import { placeNaiveOrder } from './order';
import { naiveSchema } from './schema';
import { naiveRoles, topicsOf, type NaiveRole, type NaiveSettings } from './settings';

const partitions = 6;
const startMs = 60_000;

const insertProducts = {
  order: 'INSERT INTO products (product_id, unit_price) SELECT * FROM unnest($1::text[], $2::bigint[])',
  stock: `INSERT INTO products (product_id, initial, available)
    SELECT id, quantity, quantity FROM unnest($1::text[], $2::bigint[]) AS product (id, quantity)`,
};

/** The naive saga, running. */
export interface NaiveSystem {
  readonly settings: NaiveSettings;
  /** Places the order of a number. */
  place(number: number): Promise<void>;
}

/** Starts a process for each role, on databases and topics of its own, with products in stock. Ends with the case. */
export async function startNaiveSystem(bench: Bench): Promise<NaiveSystem> {
  const settings = await prepareStores(bench);
  for (const name of ['order', 'stock', 'payment'] as const)
    await inDatabase(settings.databases[name], (client) => client.query(naiveSchema[name]));
  await seedProducts(settings);
  await Promise.all(naiveRoles.map((role) => startRole(bench, role, settings)));
  const pool = new Pool({ connectionString: settings.databases.order });
  bench.onEnd(() => pool.end());
  const { orders } = topicsOf(settings);
  return { settings, place: (number) => placeNaiveOrder(pool, orders, sampleOrder(number)) };
}

async function prepareStores(bench: Bench): Promise<NaiveSettings> {
  const { backing } = bench;
  const prefix = `${bench.prefix}naive-`;
  bench.onEnd(() => dropTopics(backing.kafka, prefix));
  bench.onEnd(() => dropKeys(backing.redis, prefix));
  bench.onEnd(() => dropMongoDatabases(backing.mongo, prefix));
  const databases = {
    order: await ownDatabase(bench, 'naive_order'),
    stock: await ownDatabase(bench, 'naive_stock'),
    payment: await ownDatabase(bench, 'naive_payment'),
  };
  const settings = { databases, prefix, brokers: backing.kafka, redis: backing.redis, mongo: backing.mongo };
  const messaging = createMessaging({ brokers: backing.kafka.split(','), clientId: 'bench' });
  try {
    await messaging.ensureTopics(Object.values(topicsOf(settings)).map((topic) => ({ topic, partitions })));
  } finally {
    await messaging.close();
  }
  return settings;
}

async function seedProducts({ databases }: NaiveSettings): Promise<void> {
  const products = Array.from({ length: productCount }, (_, product) => product);
  const ids = products.map(productId);
  await inDatabase(databases.order, (client) =>
    client.query(insertProducts.order, [ids, products.map(unitPrice)]),
  );
  await inDatabase(databases.stock, (client) =>
    client.query(insertProducts.stock, [ids, ids.map(() => plentyOfStock)]),
  );
}

/** Runs some work on a database, in a connection of its own. */
export async function inDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function startRole(bench: Bench, role: NaiveRole, settings: NaiveSettings): Promise<void> {
  const child = fork(join(__dirname, 'main.js'), [role, JSON.stringify(settings)], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', KAFKAJS_NO_PARTITIONER_WARNING: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if (child.pid !== undefined) bench.onSpawn(child.pid);
  bench.onEnd(() => end(child));
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`naive ${role} does not get ready`)), startMs);
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`naive ${role} ended with ${code} while it started`)));
    child.once('message', () => clearTimeout(late));
    child.once('exit', () => clearTimeout(late));
  });
}

/** Nothing of it is needed any more, so nothing is waited for but its end. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
