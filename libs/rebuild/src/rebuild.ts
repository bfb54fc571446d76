import type { Passing } from '@ordersaga/projection';
import { CopyComparison, type Comparison } from './compare-copies';
import { NotSwitchedError, RebuildLostError } from './errors';
import { LogFollower } from './log-follower';
import type { OrderLog } from './order-log';
import { realTime } from './passing';
import { Patience } from './patience';
import type { OnProgress, Phase } from './progress';
import { RebuildLease } from './rebuild-lease';
import type { CopyBuilder, RebuildTarget } from './rebuild-target';
import type { UnreadableEvent } from './to-order-event';

/** How a rebuild is made. */
export interface RebuildOptions {
  /** Calls it off: the live copy stays, the new one is removed. After the switch it only shortens the clearing up. */
  readonly signal?: AbortSignal;
  /** Switches also when the log lacks versions of orders that the live copy has. */
  readonly evenIfLess?: boolean;
  readonly onProgress?: OnProgress;
  /** The process's own unless told. */
  readonly passing?: Passing;
}

/** What came of a rebuild. */
export interface Rebuilt {
  /** The names of the copy that answers now, and of the one that did before. */
  readonly copy: string;
  readonly before: string;
  /** Events brought from the log. */
  readonly events: number;
  /** Milliseconds that filling took, and that writers were held. */
  readonly fillingMs: number;
  readonly heldMs: number;
  readonly comparison: Comparison;
  /** Orders that are in it up to an event that this release can't read only, each with that event. */
  readonly stopped: readonly UnreadableEvent[];
  /** Why something of the copy before may be left: the next rebuild removes it. */
  readonly leftOver?: Error;
}

/** As long as a pass takes longer, milliseconds, another one is made before writers are held; but not for ever. */
const shortPassMs = 250;
const mostPasses = 10;

/** How often writers are held before it is given up. */
const mostHolds = 5;

/** How long the copy before stays, milliseconds: who had begun to write to it has ended by then. */
const graceMs = 5_000;

/**
 * Fills a new copy from the log beside the live one, and lets it answer once it has everything the live one has. Nobody
 * who asks ever sees anything less than before.
 *
 * Why the new copy has everything at the switch: what somebody has written to the live copy was looked up there for
 * events in hand, events come from the log, and the register was read after they had come (`LiveCopy`). Who read it
 * before writers were held had events that were in the log by then, and the last pass, begun after, brings them. Who
 * reads it later waits until the switch. So each event that anybody has done with is in the new copy, and what comes
 * next is the next version of its order there, or one that it has.
 *
 * @throws RebuildUnderWayError, RebuildLostError, LogBehindError, NotSwitchedError,
 *   GaveUpWaitingError, StoreUnavailableError, and the reason of the signal
 */
export async function rebuild<Position>(
  target: RebuildTarget,
  log: OrderLog<Position>,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const over = new AbortController();
  const { signal = over.signal, onProgress = () => undefined, passing = realTime(over.signal) } = options;
  try {
    onProgress({ phase: 'announcing', done: 0 });
    const waiting = 'whether the rebuild under way is alive';
    const onOther = (): void => onProgress({ phase: 'announcing', done: 0, waiting });
    const lease = await RebuildLease.take(target.register, { passing, signal, onOther });
    return await new Rebuild(target, log, lease, { ...options, signal, onProgress, passing }).run();
  } finally {
    over.abort();
  }
}

class Rebuild<Position> {
  private readonly signal: AbortSignal;
  private readonly patience: Patience;
  private readonly builder: CopyBuilder;
  private readonly follower: LogFollower<Position>;
  private phase: Phase = 'announcing';
  private all: number | undefined;

  constructor(
    private readonly target: RebuildTarget,
    private readonly log: OrderLog<Position>,
    private readonly lease: RebuildLease,
    private readonly options: RebuildOptions &
      Required<Pick<RebuildOptions, 'signal' | 'onProgress' | 'passing'>>,
  ) {
    this.signal = AbortSignal.any([options.signal, lease.signal]);
    this.patience = new Patience({
      passing: options.passing,
      signal: this.signal,
      isUnavailable: (error) => log.isUnavailable(error),
      onWaiting: ({ message }) => this.tell(0, { waiting: message }),
    });
    this.builder = target.build(lease.copy);
    this.follower = new LogFollower(log, this.builder, this.patience, (taken) => {
      if (this.phase === 'filling' || this.phase === 'catching up')
        this.tell(taken, { all: Math.max(this.all ?? 0, taken) });
    });
  }

  async run(): Promise<Rebuilt> {
    const built = await this.build().catch(async (error: unknown) => {
      throw await this.abandon(error);
    });
    const leftOver = await this.clearUp();
    return leftOver === undefined ? built : { ...built, leftOver };
  }

  private async build(): Promise<Rebuilt> {
    await this.patience.with(() => this.removeOthers());
    const begin = this.options.passing.now();
    await this.fill();
    const fillingMs = this.options.passing.now() - begin;
    this.enter('catching up');
    await this.catchUp();
    this.enter('finishing');
    await this.patience.with(() => this.builder.finish(this.signal));
    await this.catchUp();
    const comparison = await this.compare();
    const heldMs = await this.switchOver();
    const { copy, before } = this.lease;
    const { events, stopped } = this.follower;
    return { copy, before, events, fillingMs, heldMs, comparison, stopped };
  }

  private async fill(): Promise<void> {
    this.enter('filling');
    this.all = await this.patience.with(() => this.log.count());
    await this.follower.catchUp(this.signal);
  }

  /** So that the last pass, while writers are held, is a short one. */
  private async catchUp(): Promise<void> {
    const { now } = this.options.passing;
    for (let pass = 0; pass < mostPasses; pass += 1) {
      const begin = now();
      await this.follower.catchUp(this.signal);
      if (now() - begin <= shortPassMs) return;
    }
  }

  private async compare(): Promise<Comparison> {
    this.enter('comparing');
    const comparison = await this.patience.with(async () => {
      const own = new CopyComparison(this.target, this.lease.before, this.lease.copy);
      await own.compare(this.signal, (compared) => this.tell(compared));
      return own;
    });
    await this.catchUp();
    if (!this.options.evenIfLess) await this.patience.with(() => comparison.checkNothingLost());
    return comparison.result;
  }

  /** @returns how long writers were held */
  private async switchOver(): Promise<number> {
    this.enter('switching');
    const { now } = this.options.passing;
    for (let held = 1; held <= mostHolds; held += 1) {
      const hold = await this.patience.with(() => this.lease.hold());
      const begin = now();
      await this.follower.catchUp(this.signal);
      await this.patience.with(() => this.builder.secure());
      const switched = await this.patience.with(() => this.lease.switchWithin(hold));
      // Nothing calls the rebuild off any more once it has switched. Writers who are not released go on by themselves.
      await this.lease.release().catch(() => undefined);
      if (switched) return now() - begin;
      await this.catchUp();
    }
    throw new NotSwitchedError(mostHolds);
  }

  /**
   * Leaves nothing behind but the live copy, as far as the store can be reached.
   * @returns why the rebuild failed
   */
  private async abandon(error: unknown): Promise<unknown> {
    // The switch may have come about although its answer got lost.
    const end = await this.lease.end().catch(() => 'answers');
    if (end !== 'answers') await this.target.remove(this.lease.copy).catch(() => undefined);
    // Another rebuild removes this one's copy under it: whatever that looks like from here, it is not the reason.
    const overtaken = end === 'lost' && !this.options.signal.aborted;
    return overtaken && !(error instanceof RebuildLostError) ? new RebuildLostError({ cause: error }) : error;
  }

  /** @returns why it could not */
  private async clearUp(): Promise<Error | undefined> {
    try {
      this.phase = 'cleaning';
      this.tell(0);
      await this.sitOutGrace();
      await this.removeOthers();
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      await this.lease.end().catch(() => undefined);
    }
  }

  private async sitOutGrace(): Promise<void> {
    const { now, pause } = this.options.passing;
    for (const end = now() + graceMs; now() < end && !this.signal.aborted;) await pause(100);
  }

  private async removeOthers(): Promise<void> {
    for (const name of await this.lease.others()) await this.target.remove(name);
  }

  private enter(phase: Phase): void {
    this.signal.throwIfAborted();
    this.phase = phase;
    this.tell(phase === 'catching up' ? this.follower.events : 0);
  }

  private tell(done: number, more: { readonly all?: number; readonly waiting?: string } = {}): void {
    this.options.onProgress({ phase: this.phase, done, ...more });
  }
}
