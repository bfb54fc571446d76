import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { FilledProjection, type ProjectionSpec } from '../growth/filled-projection';
import { interleave, type Extent, type Sides } from '../growth/interleave';
import { OrderLog } from '../growth/order-log';
import { sales, successRate } from '../growth/projections';
import { mongoStandIn } from '../growth/roll-up';
import { relativeFigure } from '../judge';
import { wholeOrders } from '../many-orders';
import { ownTopic } from '../own-topics';
import { RelayProcess } from '../relay/relay-process';
import { repeat } from '../repeat';

const aim = { unit: 'ms', target: 1.2, wanted: 'at-most' } as const;
const sizes = { small: 10_000, large: 1_000_000 };
const extent = { times: 1_000, seconds: 15 };
/** Longest time for filling one projection; what is in by then has to do. */
const fillSeconds = 240;

/** What a hundredfold log makes dearer: appends, loads, the relay's poll and both questions. */
export const growth: BenchCase = {
  name: 'growth',
  about: 'ms of an append, a load, a relay poll and both queries at 1,000,000 events ÷ at 10,000 (≤ 1.2)',
  minutes: 6,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const parts = [
    ...(await measureLog(bench)),
    await measureProjection(bench, 'growth-sales', sales),
    await measureProjection(bench, 'growth-success-rate', successRate),
  ];
  const worst = parts.reduce((a, b) => ((b.ratio ?? 0) > (a.ratio ?? 0) ? b : a));
  return [{ ...worst, name: 'growth', note: `the worst of its parts, ${worst.name}` }, ...parts];
}

async function measureLog(bench: Bench): Promise<Figure[]> {
  const relays = RelayProcess.start(bench);
  const open = async (name: 'small' | 'large'): Promise<OrderLog> => {
    bench.progress(`appending ${eventsOf(bench, name)} events`);
    const log = await OrderLog.open(bench, relays, name, await ownTopic(bench, `log-${name}`));
    await log.fill(eventsOf(bench, name));
    return log;
  };
  const [small, large] = [await open('small'), await open('large')];
  const figures = [
    await measure(bench, 'growth-append', { small: () => small.appendOne(), large: () => large.appendOne() }),
    await measure(bench, 'growth-load', { small: () => small.loadOne(), large: () => large.loadOne() }),
    await measure(bench, 'growth-poll', { small: () => small.pollOne(), large: () => large.pollOne() }),
  ];
  for (const log of [small, large]) await log.check();
  return figures;
}

async function measureProjection(bench: Bench, name: string, spec: ProjectionSpec): Promise<Figure> {
  const most = (await spec.mostEvents?.(bench)) ?? Infinity;
  const open = async (size: 'small' | 'large'): Promise<FilledProjection> => {
    const all = Math.min(eventsOf(bench, size), most);
    bench.progress(`${spec.service} takes in ${all} events`);
    const projection = await FilledProjection.start(bench, spec, `${name}-${size}`);
    await projection.fill({ all, perDay: eventsOf(bench, 'small') }, fillSeconds);
    return projection;
  };
  const [small, large] = [await open('small'), await open('large')];
  const figure = await measure(bench, name, { small: () => small.askOne(), large: () => large.askOne() });
  for (const projection of [small, large]) await projection.check();
  const notes = [
    ...(large.events < eventsOf(bench, 'large') ? [`with ${large.events} events only`] : []),
    ...(spec === successRate ? await notesOnMongo(bench) : []),
  ];
  return notes.length > 0 ? { ...figure, note: notes.join('; ') } : figure;
}

async function notesOnMongo({ backing }: Bench): Promise<string[]> {
  const standIn = await mongoStandIn(backing.mongo);
  return standIn ? [`${standIn} looks through every order, whatever it is asked`] : [];
}

async function measure(bench: Bench, name: string, sides: Sides): Promise<Figure> {
  const own: Extent = { times: scaled(bench, extent.times), seconds: extent.seconds };
  await interleave(bench, sides, { ...own, times: own.times / 5 }); // to warm up
  const pairs = await repeat(bench, async () => {
    const pair = await interleave(bench, sides, own);
    bench.progress(`${name}: ${pair.value.toFixed(2)} ms, with little ${pair.reference.toFixed(2)} ms`);
    return pair;
  });
  return relativeFigure({ name, ...aim }, pairs);
}

/** On the scale of this run, whole orders only. */
function eventsOf(bench: Bench, size: 'small' | 'large'): number {
  return scaled(bench, sizes[size] / wholeOrders) * wholeOrders;
}
