import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { Bench } from '../bench';
import { BrokenPromiseError } from '../system/check-promises';
import { piecesOf } from '../system/sample-orders';
import { inDatabase } from './naive-system';
import { salesKey, successRateOf, type NaiveSettings } from './settings';

/** What must be zero, by the database that tells it. */
const faultCounts = {
  order: { 'orders not completed': `SELECT count(*) FROM orders WHERE status <> 'completed'` },
  stock: {
    'products out of balance':
      'SELECT count(*) FROM products WHERE initial <> available + reserved + sold OR reserved <> 0',
    'reservations not spent': `SELECT count(*) FROM reservations WHERE state <> 'spent'`,
  },
  payment: {},
} as const;

/** What the stores of the naive saga hold. */
export class NaiveStores {
  private readonly redis: Redis;
  private readonly mongo: MongoClient;

  constructor(
    bench: Bench,
    private readonly settings: NaiveSettings,
  ) {
    this.redis = new Redis(settings.redis);
    bench.onEnd(async () => this.redis.disconnect());
    this.mongo = new MongoClient(settings.mongo);
    bench.onEnd(() => this.mongo.close());
  }

  /** What is missing until so many orders are completed, and are so in both projections; undefined when nothing is. */
  async missing(orders: number): Promise<string | undefined> {
    const completed = await this.count('order', `SELECT count(*) FROM orders WHERE status = 'completed'`);
    if (completed < orders) return `the naive saga has completed ${completed} of ${orders} orders`;
    const { database, collection } = successRateOf(this.settings);
    const successful = await this.mongo
      .db(database)
      .collection(collection)
      .countDocuments({ status: 'completed' });
    const sold = await this.piecesSold();
    const wanted = piecesOfAll(orders);
    return successful >= orders && sold >= wanted
      ? undefined
      : `its projections have ${successful} of ${orders} orders and ${sold} of ${wanted} pieces`;
  }

  /** Whether anything is still on its way to Stock. */
  async unspent(): Promise<string | undefined> {
    const unspent = await this.count('stock', `SELECT count(*) FROM reservations WHERE state = 'open'`);
    return unspent > 0 ? `${unspent} reservations of the naive saga are not spent` : undefined;
  }

  /** @throws BrokenPromiseError when it has lost or doubled anything: a reference has to be right, too */
  async check(orders: number): Promise<void> {
    const faults: string[] = [];
    for (const [name, statements] of Object.entries(faultCounts))
      for (const [fault, statement] of Object.entries(statements)) {
        const found = await this.count(name as keyof typeof faultCounts, statement);
        if (found > 0) faults.push(`${found} ${fault}`);
      }
    const figures = {
      'orders placed': [await this.count('order', 'SELECT count(*) FROM orders'), orders],
      'orders paid': [await this.count('payment', 'SELECT count(*) FROM payments'), orders],
      'pieces sold': [await this.count('stock', 'SELECT sum(sold) FROM products'), piecesOfAll(orders)],
      'pieces by sales': [await this.piecesSold(), piecesOfAll(orders)],
      'minor units charged': [
        await this.count('payment', 'SELECT sum(charged) FROM payments'),
        await this.count('order', 'SELECT sum(total) FROM orders'),
      ],
    };
    for (const [what, [is, should]] of Object.entries(figures))
      if (is !== should) faults.push(`${what}: ${is}, not ${should}`);
    if (faults.length > 0) throw new BrokenPromiseError(faults.map((fault) => `naive: ${fault}`));
  }

  private async piecesSold(): Promise<number> {
    const counters = await this.redis.hgetall(salesKey(this.settings));
    const sold = Object.entries(counters).filter(([field]) => field.endsWith(' completed'));
    return sold.reduce((sum, [, quantity]) => sum + Number(quantity), 0);
  }

  private count(database: keyof NaiveSettings['databases'], statement: string): Promise<number> {
    return inDatabase(this.settings.databases[database], async (client) => {
      const { rows } = await client.query<[string | null]>({ text: statement, rowMode: 'array' });
      return Number(rows[0]?.[0] ?? 0);
    });
  }
}

function piecesOfAll(orders: number): number {
  return Array.from({ length: orders }, (_, order) => piecesOf(order)).reduce((sum, n) => sum + n, 0);
}
