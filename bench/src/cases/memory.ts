import { setTimeout as pause } from 'node:timers/promises';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { LoadedSystem } from '../system/loaded-system';
import { residentBytes } from '../system/process-stats';
import { median } from '../statistics';
import { checkCounts } from './memory-check-counts';
import { placers } from './saga';

const fill = { few: 20_000, many: 200_000 };
const orders = { atOnce: 5_000, longestSeconds: 300 };
const longestFillMs = 20 * 60_000;
/** The median of so many readings, a second apart: between two collections of garbage it rises and falls. */
const readings = 10;
const mebibyte = 1024 * 1024;
const aim = { unit: 'MiB', target: 1.2, wanted: 'at-most' } as const;

/**
 * Whether services grow with what they have worked on: each one's resident memory after 200,000 orders beside that
 * after 20,000. The first figure is the service that has grown most. A fill takes minutes, so there is one, however
 * often the others are repeated.
 */
export const memory: BenchCase = {
  name: 'memory',
  about: 'resident memory of each service after 200,000 orders ÷ after 20,000 (≤ 1.2), one run',
  minutes: 10,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const system = await LoadedSystem.start(bench);
  await fillUpTo(bench, system, scaled(bench, fill.few, 100));
  const few = await residentOf(bench, system);
  await fillUpTo(bench, system, scaled(bench, fill.many, 1000));
  const many = await residentOf(bench, system);
  await checkCounts(bench, system);
  const pairs = [...many].map(([name, value]) => ({ name, value, reference: few.get(name) ?? NaN }));
  const worst = pairs.reduce((one, other) => (growth(one) >= growth(other) ? one : other));
  return [
    relativeFigure({ ...aim, name: 'memory', note: `${worst.name}, which has grown most` }, [worst]),
    ...pairs.map((pair) => relativeFigure({ ...aim, name: `memory-${pair.name}` }, [pair])),
  ];
}

function growth({ value, reference }: Pair): number {
  return value / reference;
}

/** In parts, each to its end: the memory is to be what orders leave behind, not what a backlog takes. */
async function fillUpTo(bench: Bench, system: LoadedSystem, count: number): Promise<void> {
  const begin = performance.now();
  while (system.orders < count) {
    if (performance.now() - begin > longestFillMs)
      throw new Error(`only ${system.orders} of ${count} orders were done after 20 minutes`);
    const first = system.orders;
    const calls = Math.min(orders.atOnce, count - first);
    const load = { callers: placers, calls, seconds: orders.longestSeconds };
    await runCallers(bench, load, (number) => system.place(first + number));
    await system.untilAllHandled();
    bench.progress(`${system.orders} of ${count} orders done`);
  }
}

/** Resident memory of each service at rest, MiB. */
async function residentOf(bench: Bench, system: LoadedSystem): Promise<Map<string, number>> {
  const { instances } = system.running;
  const samples: number[][] = instances.map(() => []);
  for (let reading = 0; reading < readings; reading += 1) {
    await pause(1000, undefined, { signal: bench.signal });
    const now = await Promise.all(instances.map(({ pid }) => residentBytes(pid)));
    now.forEach((bytes, index) => samples[index]?.push(bytes / mebibyte));
  }
  const medians = instances.map(({ name }, index) => [name, median(samples[index] ?? [])] as const);
  bench.progress(medians.map(([name, size]) => `${name} ${size.toFixed(0)} MiB`).join(', '));
  return new Map(medians);
}
