import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { usualLimits, type Finding } from '@ordersaga/audit';
import { Random } from '@ordersaga/test-kit';
import { nameOf, type FaultKind } from './fault';
import type { Recover } from './faults/injection';
import { injections } from './faults/injections';
import { judge } from './judge';
import { Ledger } from './ledger';
import { Answers } from './load/answers';
import { untilCompleted } from './load/canary';
import { beCustomer } from './load/customers';
import { Shop } from './load/shop';
import { Shopkeeper } from './load/shopkeeper';
import type { NetworkChoice } from './network/open-network';
import { planOf, type Step } from './plan';
import { rowsOf, type Recovery, type Row } from './report';
import { EmbeddedSystem } from './system/embedded-system';
import { untilReady } from './system/until-ready';

/** How a run is made. */
export interface RunOptions {
  /** The project's root folder. */
  readonly root: string;
  readonly seed: number;
  /** How long faults are injected. */
  readonly minutes: number;
  readonly kinds: readonly FaultKind[];
  readonly network: NetworkChoice;
  readonly logFile?: string | undefined;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What a run has come to. */
export interface RunOutcome {
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
  /** Everything that is wrong, one thing a line; none: nothing was lost or doubled, and every statement holds. */
  readonly failures: readonly string[];
  /** What customers were answered: how often each status, or none. */
  readonly answers: Readonly<Record<string, number>>;
}

const holdTimeMs = 5_000;
const customers = 12;
/** Milliseconds: between faults, for orders to be completed again, for all instances to be ready again. */
const times = { calm: 500, recovery: 90_000, ready: 60_000 };

/**
 * Starts a system, lets customers at it, injects faults as planned, and judges what is left.
 * @throws the signal's reason when it ends the run; nothing is left behind
 */
export async function runFaults(options: RunOptions): Promise<RunOutcome> {
  // Every customer listens to it.
  setMaxListeners(0, options.signal);
  const failures = new Set<string>();
  const ledger = new Ledger();
  const onSurprise = (what: string): void => {
    const known = failures.size;
    failures.add(ledger.during === undefined ? what : `${what} (${ledger.during})`);
    if (failures.size > known) options.progress(`SURPRISE   ${what}`);
  };
  const system = await EmbeddedSystem.start({
    ...options,
    environment: { HOLD_TIME_MS: String(holdTimeMs) },
    onSurprise,
  });
  try {
    options.signal.throwIfAborted();
    return await new Run(options, system, ledger, failures, onSurprise).toEnd();
  } finally {
    options.progress('stopping everything');
    await system.stop();
  }
}

class Run {
  private readonly answers = new Answers();
  private readonly recoveries: Recovery[] = [];
  private readonly closing = new AbortController();
  private readonly random: Random;
  private readonly shop: Shop;
  private readonly shopkeeper: Shopkeeper;

  constructor(
    private readonly options: RunOptions,
    private readonly system: EmbeddedSystem,
    private readonly ledger: Ledger,
    private readonly failures: Set<string>,
    onSurprise: (what: string) => void,
  ) {
    const urls = (service: 'order' | 'stock'): string[] => system.instancesOf(service).map(({ url }) => url);
    this.random = new Random(options.seed);
    this.shop = new Shop({
      ...{ orderUrls: urls('order'), stockUrls: urls('stock'), ledger, onSurprise },
      ...{ answers: this.answers, signal: options.signal },
    });
    this.shopkeeper = new Shopkeeper(this.shop, new Random(this.random.upTo(2 ** 31)));
  }

  async toEnd(): Promise<RunOutcome> {
    const { options, system, ledger, shopkeeper } = this;
    await shopkeeper.open();
    const load = this.startLoad();
    try {
      await this.injectAll();
    } finally {
      this.closing.abort();
      await load;
    }
    const { progress, signal } = options;
    const limits = { ...usualLimits, holdTimeMs };
    const miscounts = (): Promise<string[]> => shopkeeper.miscounts();
    const { reckoning, findings, failures } = await judge({
      system,
      ledger,
      miscounts,
      limits,
      progress,
      signal,
    });
    return {
      rows: rowsOf(this.recoveries, reckoning.byFault),
      findings,
      failures: [...this.failures, ...failures],
      answers: this.answers.list(),
    };
  }

  /** Settles when the shop is closed and everybody has left it; what ends it before is told by the signal. */
  private async startLoad(): Promise<void> {
    const { shop, shopkeeper, closing, random } = this;
    const crowd = Array.from({ length: customers }, () =>
      beCustomer(shop, new Random(random.upTo(2 ** 31)), closing.signal),
    );
    const ends = await Promise.allSettled([...crowd, shopkeeper.work(closing.signal)]);
    for (const end of ends)
      if (end.status === 'rejected' && !this.options.signal.aborted)
        this.failures.add(`the load broke: ${(end.reason as Error).stack}`);
  }

  private async injectAll(): Promise<void> {
    const { minutes, seed, kinds, progress, signal } = this.options;
    const deadline = performance.now() + minutes * 60_000;
    progress(`faults     for ${minutes} minutes`);
    for (const step of planOf(seed, kinds)) {
      if (performance.now() + step.lastsMs > deadline) return;
      const fault = step.faults.map(nameOf).join(' + ');
      this.ledger.enter(fault);
      progress(fault);
      await this.carryOut(step);
      const seconds = await untilCompleted(this.shop, times.recovery);
      this.recoveries.push({ fault, seconds });
      if (seconds === undefined) this.failures.add(`orders were not completed again after ${fault}`);
      const back =
        seconds === undefined ? 'nothing is completed' : `completed again after ${seconds.toFixed(1)} s`;
      this.tell(`${back}; ${this.ledger.count} orders accepted`);
      for (const line of await untilReady(this.system, times.ready, signal))
        this.failures.add(`${line} (${fault})`);
      this.ledger.enter(undefined);
      await pause(times.calm, undefined, { signal });
    }
  }

  /** Of the fault that there is. */
  private tell(line: string): void {
    this.options.progress(`${' '.repeat(10)} ${line}`);
  }

  private async carryOut({ faults, lastsMs, seed }: Step): Promise<void> {
    const tell = (line: string): void => this.tell(line);
    const around = { system: this.system, random: new Random(seed), tell };
    const recoveries: Recover[] = [];
    try {
      for (const { kind, target } of faults) recoveries.push(await injections[kind](target, around));
      await pause(lastsMs, undefined, { signal: this.options.signal });
    } finally {
      for (const recover of recoveries.reverse()) await recover();
    }
  }
}
