import {
  firstCopies,
  LiveCopy,
  VersionGapError,
  type Copies,
  type CopyRegister,
  type OrderEvent,
  type Passing,
} from '@ordersaga/projection';
import type { LogPart, OrderLog, RebuildTarget, StoredOrder } from '../src';
import type { Turns } from './turns';

/** The version that is stored of each order. */
type Versions = Map<string, number>;

/** What a stage is to be like. */
export interface StageOptions {
  readonly turns: Turns;
  /** Hides something from those who follow the orders or ask: a fault that must come to light. */
  readonly seen?: (copies: Copies, first: Copies | undefined) => Copies;
}

/** Pages of the log, small enough for a pass to have several. */
const pageSize = 3;
/** How often somebody stands still, and for how many turns. */
const stall = { chance: 0.02, turns: 100 };

/**
 * A log, a topic behind it and a store with copies, all in memory. Each call to one of them takes a turn to get there and
 * one to come back, and chance decides whose turn it is: anybody may be slower than all others together.
 */
export class Stage {
  readonly log: OrderEvent[] = [];
  readonly topic: OrderEvent[] = [];
  readonly copies = new Map<string, Versions>();
  register: Copies = firstCopies;
  private time = 0;

  constructor(private readonly options: StageOptions) {}

  /** Waits for a turn; now and then for many. */
  turn(): Promise<void> {
    const { turns } = this.options;
    return turns.wait(turns.chance(stall.chance) ? stall.turns : 1);
  }

  /** Whoever waits lets time pass for all, so that no two agree on how much did. */
  passingOf(process: Process): Passing {
    const pause = (ms: number): Promise<void> => process.call(async () => void (this.time += ms));
    return { now: () => this.time, pause };
  }

  registerOf(process: Process): CopyRegister {
    return {
      read: () => process.call(() => this.register),
      replace: (revision, copies) =>
        process.call(() => {
          const fits = this.register.revision === revision;
          if (fits) this.register = copies;
          return fits;
        }),
    };
  }

  /** The live copy as an instance of the service sees it. */
  liveCopyOf(process: Process): LiveCopy<MemoryCopy> {
    const register = this.registerOf(process);
    const { seen = (copies) => copies } = this.options;
    let first: Copies | undefined;
    const seeing = async (): Promise<Copies> => {
      const copies = await register.read();
      return seen(copies, (first ??= copies));
    };
    return new LiveCopy({
      register: { ...register, read: seeing },
      open: (name) => new MemoryCopy(this, process, name),
      logger: { info: () => undefined, warn: () => undefined },
      passing: this.passingOf(process),
    });
  }

  orderLogOf(process: Process): OrderLog<number> {
    const { log } = this;
    return {
      count: () => process.call(() => log.length),
      isUnavailable: () => false,
      read: async function* (from = 0): AsyncGenerator<LogPart<number>> {
        for (let position = from, complete = false; !complete;) {
          const events = await process.call(() => log.slice(position, position + pageSize));
          complete = events.length < pageSize;
          position += events.length;
          yield { events, position };
        }
      },
    };
  }

  targetOf(process: Process): RebuildTarget {
    const copy = (name: string) => new MemoryCopy(this, process, name);
    return {
      register: this.registerOf(process),
      build: (name) => ({
        add: (events) => copy(name).apply(events),
        finish: async () => undefined,
        secure: async () => undefined,
      }),
      orders: async function* (name) {
        yield storedOrders(await copy(name).read());
      },
      ordersById: async (name) => storedOrders(await copy(name).read()),
      remove: (name) => copy(name).remove(),
    };
  }

  versionsOf(name: string): Versions {
    const found = this.copies.get(name) ?? new Map<string, number>();
    this.copies.set(name, found);
    return found;
  }
}

/** Somebody who may come to an end at any time: of a call that is on its way then, only the answer is lost. */
export class Process {
  private calls = 0;

  constructor(
    private readonly stage: Stage,
    private endsAfter = Infinity,
  ) {}

  end(): void {
    this.endsAfter = 0;
  }

  async call<T>(work: () => T | Promise<T>): Promise<T> {
    this.calls += 1;
    await this.stage.turn();
    if (this.calls > this.endsAfter) await new Promise<never>(() => undefined);
    const result = await work();
    await this.stage.turn();
    return result;
  }
}

/** A copy that takes an order's next version only. Nothing of it happens all at once. */
export class MemoryCopy {
  constructor(
    private readonly stage: Stage,
    private readonly process: Process,
    private readonly name: string,
  ) {}

  /** @throws VersionGapError */
  async apply(events: readonly OrderEvent[]): Promise<void> {
    for (const { data } of events)
      await this.process.call(() => {
        const versions = this.stage.versionsOf(this.name);
        const stored = versions.get(data.orderId) ?? 0;
        if (data.version > stored + 1) throw new VersionGapError(data.orderId, stored, data.version);
        if (data.version === stored + 1) versions.set(data.orderId, data.version);
      });
  }

  /** One order after the other. */
  async read(): Promise<Versions> {
    const orderIds = new Set(this.stage.log.map(({ data }) => data.orderId));
    const read: Versions = new Map();
    for (const orderId of orderIds)
      await this.process.call(() => {
        const version = this.stage.copies.get(this.name)?.get(orderId);
        if (version !== undefined) read.set(orderId, version);
      });
    return read;
  }

  async remove(): Promise<void> {
    for (const orderId of [...(this.stage.copies.get(this.name)?.keys() ?? [])])
      await this.process.call(() => void this.stage.copies.get(this.name)?.delete(orderId));
    await this.process.call(() => void this.stage.copies.delete(this.name));
  }
}

function storedOrders(versions: Versions): Map<string, StoredOrder> {
  return new Map([...versions].map(([orderId, version]) => [orderId, { version, content: '' }]));
}
