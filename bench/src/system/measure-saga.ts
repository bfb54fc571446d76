import { scaled, type Bench } from '../bench';
import { runCallers } from '../callers';
import type { LoadedSystem } from './loaded-system';

/** How a saga load comes in. */
export interface SagaLoad {
  /** Callers that place orders, one after the other each. */
  readonly placers: number;
  /** How many orders in all. */
  readonly orders: number;
  /** Brings in the order of a number. */
  readonly place: (number: number) => Promise<void>;
}

const longestSeconds = 300;

/**
 * Brings orders in as fast as they are accepted, and takes the time from the first placement until the last order is
 * completed and in both projections. @returns orders/s
 */
export async function measureSaga(bench: Bench, system: LoadedSystem, load: SagaLoad): Promise<number> {
  const first = system.orders;
  const begin = performance.now();
  const limits = { callers: load.placers, calls: load.orders, seconds: longestSeconds };
  const { calls, seconds } = await runCallers(bench, limits, (number) => load.place(first + number));
  await system.untilAllDone();
  const rate = (calls / (performance.now() - begin)) * 1000;
  bench.progress(`${calls} orders accepted in ${seconds.toFixed(1)} s, done at ${Math.round(rate)} orders/s`);
  return rate;
}

const warmUp = { orders: 3000, times: 2 };
const measuredSeconds = 8;
const mostOrders = 40_000;

/**
 * Warms the system up with a load, whose size is of no account.
 * @returns how many orders take about 8 s at the pace it then has
 */
export async function warmUpSaga(
  bench: Bench,
  system: LoadedSystem,
  load: Omit<SagaLoad, 'orders'>,
): Promise<number> {
  const orders = scaled(bench, warmUp.orders, 30);
  let rate = 0;
  for (let time = 0; time < warmUp.times; time += 1)
    rate = await measureSaga(bench, system, { ...load, orders });
  return Math.min(scaled(bench, mostOrders, 100), scaled(bench, rate * measuredSeconds, 100));
}
