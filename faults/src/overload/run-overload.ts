import { setMaxListeners } from 'node:events';
import { usualLimits } from '@ordersaga/audit';
import { judge } from '../judge';
import { Ledger } from '../ledger';
import { Answers } from '../load/answers';
import { Shop } from '../load/shop';
import { Shopkeeper } from '../load/shopkeeper';
import { Random } from '@ordersaga/test-kit';
import { EmbeddedSystem } from '../system/embedded-system';
import type { AnswerTimes } from './answer-times';
import { complaintsOf, loadFiguresOf, type LoadFigures, type MemoryFigures } from './figures';
import { MemoryWatch } from './memory-watch';
import { OrderSource } from './order-source';

/** How overload is made. */
export interface OverloadOptions {
  /** The project's root folder. */
  readonly root: string;
  /** How long there is overload. */
  readonly minutes: number;
  readonly logFile?: string | undefined;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What overload has come to. */
export interface OverloadOutcome {
  readonly sustainable: LoadFigures;
  readonly overloaded: LoadFigures;
  readonly memory: MemoryFigures;
  /** Everything that is wrong, one thing a line. */
  readonly failures: readonly string[];
}

/** Overload is so many times what is sustainable. */
const factor = 10;
/** So many at a time find out what is sustainable; for how long, seconds, the first time to warm up. */
const customers = 64;
const times = { warmUp: 4, sustainable: 8 };

/**
 * Finds out how many orders a second one instance of each service takes in, asks for ten times as many, and judges what
 * is left.
 * @throws the signal's reason when it ends the run; nothing is left behind
 */
export async function runOverload(options: OverloadOptions): Promise<OverloadOutcome> {
  const { progress, signal } = options;
  // Every order under way listens to it.
  setMaxListeners(0, signal);
  const failures: string[] = [];
  const onSurprise = (what: string): void => void failures.push(what);
  const system = await EmbeddedSystem.start({ ...options, instances: 1, network: 'own', onSurprise });
  const ledger = new Ledger();
  const source = new OrderSource(system.running.url('order'), ledger, signal);
  try {
    signal.throwIfAborted();
    const shopkeeper = keeperOf(system, ledger, onSurprise, signal);
    await shopkeeper.open();
    const { sustainable, overloaded, memory } = await load(options, system, source);
    const judged = { system, ledger, limits: usualLimits, progress, signal };
    const verdict = await judge({ ...judged, miscounts: () => shopkeeper.miscounts() });
    const wrong = [...failures, ...complaintsOf(overloaded, memory), ...verdict.failures];
    return { sustainable, overloaded, memory, failures: wrong };
  } finally {
    progress('stopping everything');
    await source.close();
    await system.stop();
  }
}

async function load(
  { minutes, progress }: OverloadOptions,
  system: EmbeddedSystem,
  source: OrderSource,
): Promise<Omit<OverloadOutcome, 'failures'>> {
  progress('finding out how many orders a second are sustainable');
  await source.crowd(customers, times.warmUp);
  const sustainable = await figuresOf(system, () => source.crowd(customers, times.sustainable));
  const perSecond = factor * sustainable.accepted;
  progress(`${sustainable.accepted.toFixed(0)} are; asking for ${perSecond.toFixed(0)}`);
  const watch = new MemoryWatch(system);
  const overloaded = await figuresOf(system, () => source.stream(perSecond, minutes * 60));
  await watch.end();
  return { sustainable, overloaded, memory: { first: watch.most(0, 1 / 3), last: watch.most(2 / 3, 1) } };
}

async function figuresOf(system: EmbeddedSystem, work: () => Promise<AnswerTimes>): Promise<LoadFigures> {
  const before = await completedOrders(system);
  const begin = performance.now();
  const answers = await work();
  const seconds = (performance.now() - begin) / 1_000;
  return loadFiguresOf(answers, seconds, (await completedOrders(system)) - before);
}

async function completedOrders({ running }: EmbeddedSystem): Promise<number> {
  const text = await (await fetch(`${running.url('order')}/metrics`)).text();
  const [, count = '0'] = /^order_events_total\{[^}]*type="order\.completed"[^}]*\} (\S+)$/m.exec(text) ?? [];
  return Number(count);
}

function keeperOf(
  system: EmbeddedSystem,
  ledger: Ledger,
  onSurprise: (what: string) => void,
  signal: AbortSignal,
): Shopkeeper {
  const urls = { orderUrls: [system.running.url('order')], stockUrls: [system.running.url('stock')] };
  return new Shopkeeper(
    new Shop({ ...urls, ledger, answers: new Answers(), onSurprise, signal }),
    new Random(1),
  );
}
