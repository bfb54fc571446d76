import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { absoluteFigure } from '../judge';
import { repeat } from '../repeat';
import { percentile } from '../statistics';
import { checkPromises } from '../system/check-promises';
import { LoadedSystem } from '../system/loaded-system';
import { sampleOrder } from '../system/sample-orders';
import { until } from '../system/until';
import { PostingClient } from './saga-http-client';
import { CompletionWatch } from './saga-latency-watch';

const rate = 100;
const seconds = { warmUp: 10, measured: 20 };
/** More than are ever under way at this pace, so that no order waits for a connection. */
const connections = 256;

const aims = {
  p50: { name: 'saga-latency', unit: 'ms', target: 15, wanted: 'at-most', note: 'the median' },
  p99: { name: 'saga-latency-p99', unit: 'ms', target: 50, wanted: 'at-most' },
} as const;

/**
 * From `POST /orders` to `completed`, at 100 orders/s that come by the clock, whatever has become of those before.
 *
 * It counts from the moment the order was due, so an order that the client sends late is not flattered, up to the
 * moment `CompletionWatch` sees the commit that completes it, in Order's database: from then on `GET /orders/{id}`
 * shows it. The event's own time would be earlier than that commit, its message on Kafka a relay's pass later.
 */
export const sagaLatency: BenchCase = {
  name: 'saga-latency',
  about: `ms from POST /orders to completed at ${rate} orders/s, median (≤ 15) and p99 (≤ 50)`,
  minutes: 2,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const system = await LoadedSystem.start(bench);
  const client = new PostingClient(system.running.url('order'), connections);
  bench.onEnd(() => client.close());
  const watch = new CompletionWatch(system.running.namespace.databaseUrl('order'));
  await watch.start();
  bench.onEnd(() => watch.stop());
  const place = async (number: number, due: number): Promise<void> => {
    const answer = await client.post('/orders', sampleOrder(number));
    watch.expect((JSON.parse(answer) as { orderId: string }).orderId, due);
    system.note(number);
  };
  const measure = async (duration: number): Promise<number[]> => {
    const placed = await placeByTheClock(bench, duration * bench.scale, system.orders, place);
    await until(
      async () => (watch.open > 0 ? `${watch.open} orders are not completed` : undefined),
      system.waiting(50),
    );
    const times = watch.take();
    if (times.length !== placed) throw new Error(`${placed} orders were placed, ${times.length} were timed`);
    return times;
  };
  await measure(seconds.warmUp);
  const runs = await repeat(bench, async () => {
    const times = await measure(seconds.measured);
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
    bench.progress(`${times.length} orders: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    return { p50, p99 };
  });
  await system.untilAllDone();
  await checkPromises(bench, system);
  return [
    absoluteFigure(
      aims.p50,
      runs.map(({ p50 }) => p50),
    ),
    absoluteFigure(
      aims.p99,
      runs.map(({ p99 }) => p99),
    ),
  ];
}

/**
 * Places an order whenever one is due, `rate` a second; none waits for another. @returns how many
 * @throws what placing one of them has thrown, once all are answered
 */
async function placeByTheClock(
  { signal }: Bench,
  duration: number,
  first: number,
  place: (number: number, due: number) => Promise<void>,
): Promise<number> {
  const orders = Math.max(10, Math.round(duration * rate));
  const begin = performance.now() + 10;
  const placed: Promise<void>[] = [];
  while (placed.length < orders) {
    const due = begin + (placed.length * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await pause(early, undefined, { signal });
    const order = place(first + placed.length, due);
    order.catch(() => undefined); // told below
    placed.push(order);
  }
  await Promise.all(placed);
  return orders;
}
