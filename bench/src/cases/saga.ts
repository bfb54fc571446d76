import type { Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { openSingleStatementCommits } from '../references/single-statement-commits';
import { repeat } from '../repeat';
import { checkPromises } from '../system/check-promises';
import { LoadedSystem } from '../system/loaded-system';
import { measureSaga, warmUpSaga } from '../system/measure-saga';

const aim = {
  name: 'saga',
  unit: 'orders/s',
  referenceUnit: 'commits/s',
  target: 0.4,
  wanted: 'at-least',
} as const;

/**
 * Callers of the load below HTTP; each places an order, waits until it is accepted, and places the next. Of 32, 64, 128
 * and 256 the most brings the most orders to their end: the more come at once, the more share a commit.
 */
export const placers = 256;

/**
 * Orders from accepted to completed: through Order, Stock, Payment, the relay and both projections, one process each.
 * The load is placed below HTTP, by Order's own application code in this process, which stands for an instance of Order
 * that does nothing else.
 */
export const saga: BenchCase = {
  name: 'saga',
  about: 'orders/s from accepted to completed, projections included ÷ commits/s of single INSERTs (≥ 0.40)',
  minutes: 2,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const reference = await openSingleStatementCommits(bench);
  const system = await LoadedSystem.start(bench);
  const load = { placers, place: (number: number) => system.place(number) };
  const orders = await warmUpSaga(bench, system, load);
  const pairs = await repeat(bench, async (): Promise<Pair> => {
    const commits = await reference.measure();
    const value = await measureSaga(bench, system, { ...load, orders });
    bench.progress(`${Math.round(value)} orders/s, ${Math.round(commits.perSecond)} commits/s`);
    return { value, reference: commits.perSecond };
  });
  await checkPromises(bench, system);
  return [relativeFigure(aim, pairs)];
}
