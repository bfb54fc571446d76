import { topics } from '@ordersaga/contracts';
import { createMessaging } from '@ordersaga/messaging';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { relativeFigure } from '../judge';
import { repeat } from '../repeat';
import { BrokenPromiseError } from '../system/check-promises';
import { dropKeys, dropMongoDatabases, dropTopics } from '../system/drop-leftovers';
import { countOrders } from '../system/count-orders';
import { readPiecesSold, type SuccessRate } from '../system/projection-answers';
import { publishAhead } from '../system/publish-ahead';
import { piecesOf } from '../system/sample-orders';
import { measureBulkWrites } from './projections-bulk-writes';
import { measureCatchUp } from './projections-catch-up';
import { orderHistory } from './projections-history';
import { consumeRaw } from './projections-raw-consume';

const events = 200_000;
const partitions = 6;
const aims = {
  sales: {
    name: 'projections',
    unit: 'events/s',
    referenceUnit: 'records/s',
    target: 0.4,
    wanted: 'at-least',
    note: 'sales, on Redis',
  },
  successRate: {
    name: 'projections-success-rate',
    unit: 'events/s',
    target: 0.8,
    wanted: 'at-least',
  },
} as const;

/**
 * How fast each projection catches up on 200,000 events, alone, one process. The events of orders lie in the topic as a
 * busy Order leaves them. A pace is measured from where a quarter is done, so that no side is judged by its start.
 */
export const projections: BenchCase = {
  name: 'projections',
  about:
    'events/s while catching up: sales ÷ plain kafkajs with JSON.parse (≥ 0.40), success rate ÷ bulk upserts (≥ 0.80)',
  minutes: 10,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const { backing, prefix } = bench;
  const topic = prefix + topics.orderDomainEvents;
  const orders = scaled(bench, events / 2, 5000);
  await fillTopic(bench, topic, orders);
  await consumeRaw(bench, topic, 2 * orders); // to warm up
  const runs = await repeat(bench, async (repetition) => {
    const raw = await consumeRaw(bench, topic, 2 * orders);
    const own = `${prefix}${repetition}-`;
    const common = { topic, events: 2 * orders };
    const sales = await measureCatchUp(bench, {
      ...common,
      service: 'sales-projection',
      environment: { REDIS_URL: backing.redis, REDIS_KEY_PREFIX: own },
      check: (url, all) => checkSales(url, orders, all),
    });
    await dropKeys(backing.redis, own);
    const successRate = await measureCatchUp(bench, {
      ...common,
      service: 'success-rate-projection',
      environment: { MONGO_URL: backing.mongo, MONGO_DATABASE: own },
      check: async (_url, all) => checkSuccessRate(await countOrders(backing.mongo, own), orders, all),
    });
    const bulk = await measureBulkWrites(bench, own, raw.keys);
    await dropMongoDatabases(backing.mongo, own);
    const figures = { raw: raw.pace, sales: sales.pace, successRate: successRate.pace, bulk };
    bench.progress(
      Object.entries(figures)
        .map(([name, pace]) => `${name} ${Math.round(pace)}/s`)
        .join(', '),
    );
    return { ...figures, taken: successRate.events };
  });
  return [
    relativeFigure(
      aims.sales,
      runs.map(({ sales, raw }) => ({ value: sales, reference: raw })),
    ),
    relativeFigure(
      { ...aims.successRate, note: noteOf(Math.min(...runs.map(({ taken }) => taken)), 2 * orders) },
      runs.map(({ successRate, bulk }) => ({ value: successRate, reference: bulk })),
    ),
  ];
}

function noteOf(taken: number, all: number): string {
  const reference = 'on MongoDB; the reference is MongoDB itself taking the same documents in bulk';
  return taken < all ? `${reference}; within two minutes ${taken} of ${all} events were in` : reference;
}

async function fillTopic(bench: Bench, topic: string, orders: number) {
  const { backing, prefix } = bench;
  bench.onEnd(() => dropTopics(backing.kafka, prefix));
  bench.onEnd(() => dropKeys(backing.redis, prefix));
  bench.onEnd(() => dropMongoDatabases(backing.mongo, prefix));
  const messaging = createMessaging({ brokers: backing.kafka.split(','), clientId: 'bench' });
  bench.onEnd(() => messaging.close());
  await messaging.ensureTopics([{ topic, partitions }]);
  bench.progress(`publishing ${2 * orders} events`);
  await publishAhead(messaging, topic, orderHistory(orders));
}

/** Each order is completed, once, or the projection was quick at something else. */
async function checkSales(url: string, orders: number, all: boolean): Promise<void> {
  const sold = await readPiecesSold(url);
  const wanted = Array.from({ length: orders }, (_, order) => piecesOf(order)).reduce((sum, n) => sum + n, 0);
  if (all ? sold !== wanted : sold > wanted)
    throw new BrokenPromiseError([`5: ${wanted} pieces were sold, sales says ${sold}`]);
}

function checkSuccessRate({ total, open, successful }: SuccessRate, orders: number, all: boolean): void {
  const right = all ? total === orders && successful === orders : total <= orders;
  if (!right || open + successful !== total)
    throw new BrokenPromiseError([
      `5: ${orders} orders were completed, the success rate says ${successful} of ${total}, ${open} open`,
    ]);
}
