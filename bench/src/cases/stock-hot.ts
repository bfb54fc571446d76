import { topics } from '@ordersaga/contracts';
import { createMessaging } from '@ordersaga/messaging';
import { Client } from 'pg';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { ownDatabase } from '../own-database';
import { repeat } from '../repeat';
import { dropTopics } from '../system/drop-leftovers';
import { publishAhead } from '../system/publish-ahead';
import { readCounter } from '../system/read-counter';
import { productCount } from '../system/sample-orders';
import { seedProducts } from '../system/seed-products';
import { startSingleService } from '../system/single-service';
import { until } from '../system/until';
import { ordersPlaced } from './stock-hot-orders';
import { ReservationLog } from './stock-hot-reservations';

const aim = { name: 'stock-hot', unit: 'orders/s', target: 0.8, wanted: 'at-least' } as const;
const ordersARun = 30_000;
const hotProduct = 0;

/**
 * Whether one product that every order wants holds Stock up. The orders lie in the topic before Stock starts; its pace
 * is that of the reservations in its outbox, by the times of their rows, without the first quarter. Nothing but Stock
 * is running.
 */
export const stockHot: BenchCase = {
  name: 'stock-hot',
  about: 'orders/s through Stock when all want one product ÷ spread over 1000 products (≥ 0.80)',
  minutes: 2,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const stock = await prepareStock(bench);
  const orders = scaled(bench, ordersARun, 2000);
  const pairs = await repeat(bench, async (repetition): Promise<Pair> => {
    // Whoever comes first finds less in the tables, so they take turns.
    const hotFirst = repetition % 2 === 0;
    const before = hotFirst ? await stock.pace(orders, () => hotProduct) : undefined;
    const reference = await stock.pace(orders, (order) => order % productCount);
    const value = before ?? (await stock.pace(orders, () => hotProduct));
    bench.progress(`${Math.round(value)} orders/s for one product, ${Math.round(reference)} spread`);
    return { value, reference };
  });
  await stock.check();
  return [relativeFigure(aim, pairs)];
}

/** Stock with its catalogue, stopped. */
async function prepareStock(bench: Bench) {
  const { backing, prefix } = bench;
  bench.onEnd(() => dropTopics(backing.kafka, prefix));
  const connectionString = await ownDatabase(bench, 'stock');
  const messaging = createMessaging({ brokers: backing.kafka.split(','), clientId: 'bench' });
  bench.onEnd(() => messaging.close());
  const start = () => startSingleService(bench, 'stock', { DATABASE_URL: connectionString });
  const first = await start();
  bench.progress(`cataloguing ${productCount} products`);
  await seedProducts(bench, first.url);
  await first.stop();
  const database = new Client({ connectionString, application_name: 'bench' });
  await database.connect();
  bench.onEnd(() => database.end());
  const log = new ReservationLog(database);
  const topic = prefix + topics.orderIntegrationEvents;
  return {
    check: () => log.check(),
    /** Lets Stock work off orders that each want one piece of the product chosen for them. @returns orders/s */
    async pace(orders: number, productOf: (order: number) => number): Promise<number> {
      await publishAhead(messaging, topic, ordersPlaced(orders, productOf));
      await log.begin(orders, productOf);
      const service = await start();
      await until(async () => {
        const handled = await readCounter(service.url, 'consumer_messages_total', `topic="${topic}"`);
        return handled < orders ? `stock has worked off ${handled} of ${orders} orders` : undefined;
      }, service.waiting(100));
      await service.stop();
      return log.pace();
    },
  };
}
