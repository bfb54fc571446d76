import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import type { Figure } from '../figure';
import { absoluteFigure } from '../judge';
import { repeat } from '../repeat';
import { checkPromises } from '../system/check-promises';
import { LoadedSystem } from '../system/loaded-system';
import { cpuSeconds } from '../system/process-stats';

const aim = {
  name: 'idle',
  unit: '% of a core',
  target: 2,
  wanted: 'at-most',
  note: 'all six services together',
} as const;

/** Seconds: until what orders leave to do is done (V8 collects all garbage within a minute, once), and measured. */
const seconds = { settle: 60, measured: 20 };
const orders = 100;

/** What the services cost when there is nothing to do. Some orders come before, so that no process is new to its work. */
export const idle: BenchCase = {
  name: 'idle',
  about: 'CPU time of all services at rest, % of one core (≤ 2)',
  minutes: 3,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const system = await LoadedSystem.start(bench);
  await runCallers(bench, { callers: 4, calls: orders, seconds: 60 }, (number) => system.place(number));
  await system.untilAllDone();
  await checkPromises(bench, system);
  await wait(bench, seconds.settle);
  const runs = await repeat(bench, async () => {
    const before = await cpuOf(system);
    const begin = performance.now();
    await wait(bench, seconds.measured);
    const after = await cpuOf(system);
    const elapsed = (performance.now() - begin) / 1000;
    const used = [...after].map(
      ([name, cpu]) => [name, (100 * (cpu - (before.get(name) ?? 0))) / elapsed] as const,
    );
    bench.progress(used.map(([name, percent]) => `${name} ${percent.toFixed(2)} %`).join(', '));
    return used.reduce((sum, [, percent]) => sum + percent, 0);
  });
  return [absoluteFigure(aim, runs)];
}

/** CPU seconds that each service has used so far. */
async function cpuOf(system: LoadedSystem): Promise<Map<string, number>> {
  const { instances } = system.running;
  const used = await Promise.all(instances.map(({ pid }) => cpuSeconds(pid)));
  return new Map(instances.map(({ name }, index) => [name, used[index] ?? 0]));
}

function wait({ signal, scale }: Bench, duration: number): Promise<void> {
  return pause(duration * 1000 * scale, undefined, { signal });
}
