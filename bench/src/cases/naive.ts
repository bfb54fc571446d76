import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { NaiveStores } from '../naive/naive-stores';
import { startNaiveSystem } from '../naive/naive-system';
import { repeat } from '../repeat';
import { checkPromises } from '../system/check-promises';
import { LoadedSystem } from '../system/loaded-system';
import { measureSaga, warmUpSaga } from '../system/measure-saga';
import { until } from '../system/until';
import { placers } from './saga';

const aim = { name: 'naive', unit: 'orders/s', target: 40, wanted: 'at-least' } as const;

/** Enough that the seconds between two polls of its relay are a small part of a run. */
const naiveOrders = { warmUp: 200, measured: 3000 };
const longestMs = 300_000;

/** Our saga beside the same one written the usual way (see `bench/src/naive`), with the same load. */
export const naive: BenchCase = {
  name: 'naive',
  about: 'orders/s of the saga ÷ orders/s of the same saga written the usual way (≥ 40)',
  minutes: 4,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const system = await LoadedSystem.start(bench);
  const measureNaive = await prepareNaive(bench);
  await measureNaive(scaled(bench, naiveOrders.warmUp, 10));
  const load = { placers, place: (number: number) => system.place(number) };
  const orders = await warmUpSaga(bench, system, load);
  const pairs = await repeat(bench, async (): Promise<Pair> => {
    const reference = await measureNaive(scaled(bench, naiveOrders.measured, 30));
    const value = await measureSaga(bench, system, { ...load, orders });
    bench.progress(`${Math.round(value)} orders/s, written the usual way ${reference.toFixed(1)}`);
    return { value, reference };
  });
  await checkPromises(bench, system);
  return [relativeFigure(aim, pairs)];
}

/** @returns what measures the naive saga, with so many more orders; in orders/s */
async function prepareNaive(bench: Bench): Promise<(orders: number) => Promise<number>> {
  bench.progress('starting the naive saga');
  const naiveSystem = await startNaiveSystem(bench);
  const stores = new NaiveStores(bench, naiveSystem.settings);
  const waiting = { signal: bench.signal, longest: longestMs };
  let placed = 0;
  return async (orders) => {
    const first = placed;
    const begin = performance.now();
    const load = { callers: placers, calls: orders, seconds: longestMs / 1000 };
    placed += (await runCallers(bench, load, (number) => naiveSystem.place(first + number))).calls;
    await until(() => stores.missing(placed), { ...waiting, every: 250 });
    const seconds = (performance.now() - begin) / 1000;
    // What it still does is not to be at work while ours is measured.
    await until(() => stores.unspent(), { ...waiting, every: 100 });
    await stores.check(placed);
    return (placed - first) / seconds;
  };
}
