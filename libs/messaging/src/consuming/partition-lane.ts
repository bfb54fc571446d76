import type { WaitReason } from '../port';
import { callHandler, type Failure } from './call-handler';
import type { ConsumerSettings } from './consumer-settings';
import type { GivenUp } from './dead-letter-office';
import { growingPause } from './growing-pause';
import { LetterSettlement, type LetterWork } from './letter-settlement';
import { readEntries, type Entry, type LiveEntry } from './read-entries';
import type { FetchedRecord } from './received';

/** How a lane tells its adapter how far it has come, and learns whether to go on. */
export interface LaneContext {
  /** Everything up to and including this record is done. */
  resolve(record: FetchedRecord): void;
  /** False once the partition is lost or the consumer stops; never true again for this call. */
  goOn(): boolean;
}

/** The partition has to be left alone for a while; then its records are to be given again from the first not done. */
export interface Pause {
  readonly why: WaitReason;
  readonly ms: number;
  readonly error: unknown;
}

/** Long enough to be cheap, short enough not to be noticed after a handler that hung. */
const stillRunningPauseMs = 1000;

/** So long may letters keep a partition's new records waiting, milliseconds. */
const longestSettlingMs = 5000;

/**
 * What a consumer does with the records of one partition, apart from any broker: batches, then one by one after a
 * failure, retries, dead letters, parked keys, and what operators decide about them. Nothing it is given to do can make
 * it throw.
 */
export class PartitionLane<M> {
  private trouble: { offset: string; attempts: number; error: unknown; final: boolean } | undefined;
  private waits = 0;
  private pause: Pause | undefined;
  private startedAt: number | undefined;
  private readonly settlement: LetterSettlement<M>;

  constructor(
    private readonly settings: ConsumerSettings<M>,
    private readonly letters: LetterWork,
    private readonly at: { readonly topic: string; readonly partition: number },
  ) {
    this.settlement = new LetterSettlement(settings, letters, at);
  }

  /** What it waits for, if it does. */
  get waiting(): Pause | undefined {
    return this.pause;
  }

  /** Since when it has been working on what it has in hand (`performance.now()`). */
  get busySince(): number | undefined {
    return this.startedAt;
  }

  /** Whether letters of this partition may be worked on; a call without records does just that. */
  get hasLettersToSettle(): boolean {
    return this.settlement.isDue;
  }

  /** Works on records in their order. Resolves with the pause needed before it goes on, or nothing. */
  async work(records: readonly FetchedRecord[], context: LaneContext): Promise<Pause | undefined> {
    if (this.startedAt !== undefined)
      return { why: 'handler-still-running', ms: stillRunningPauseMs, error: undefined };
    this.startedAt = performance.now();
    try {
      this.pause = await this.workInSlices(records, context);
    } finally {
      this.startedAt = undefined;
    }
    if (this.pause) {
      const { why, ms: pauseMs, error } = this.pause;
      this.tell({ type: 'waiting', why, pauseMs, error });
    }
    return this.pause;
  }

  private async workInSlices(
    records: readonly FetchedRecord[],
    context: LaneContext,
  ): Promise<Pause | undefined> {
    if (records.length === 0) return this.settleForAWhile(context);
    let rest = records;
    while (rest.length > 0 && context.goOn()) {
      const hindered = await this.settleSome(context);
      if (hindered) return hindered;
      const inTrouble = rest[0]?.offset === this.trouble?.offset;
      const slice = rest.slice(0, inTrouble ? 1 : this.settings.maxBatchSize);
      const entries = readEntries(slice, this.settings, this.letters.ledger);
      const pause = await this.workOnEntries(entries, context);
      if (pause) return pause;
      rest = rest.slice(entries.length);
      this.startedAt = performance.now();
    }
    return undefined;
  }

  private async settleForAWhile(context: LaneContext): Promise<Pause | undefined> {
    const until = performance.now() + longestSettlingMs;
    while (this.settlement.isDue && context.goOn() && performance.now() < until) {
      const hindered = await this.settleSome(context);
      if (hindered) return hindered;
    }
    return undefined;
  }

  private async settleSome(context: LaneContext): Promise<Pause | undefined> {
    const hindrance = await this.settlement.carryOutSome(() => context.goOn());
    this.startedAt = performance.now();
    return hindrance && this.wait(hindrance.why, hindrance.error);
  }

  private async workOnEntries(
    entries: readonly Entry<M>[],
    context: LaneContext,
  ): Promise<Pause | undefined> {
    const held = await this.giveUp(entries.filter((entry) => entry.kind === 'given-up'));
    if (held) return held;
    const live = entries.filter((entry) => entry.kind === 'live');
    const failure = live.length > 1 ? await this.tryToHandle(live) : undefined;
    if (failure?.away) return this.wait('store-unavailable', failure.error);
    if (failure || live.length === 1) return this.workOneByOne(entries, context);
    this.done(entries, context);
    return undefined;
  }

  private async workOneByOne(entries: readonly Entry<M>[], context: LaneContext): Promise<Pause | undefined> {
    for (const entry of entries) {
      if (!context.goOn()) return undefined;
      const pause = entry.kind === 'live' ? await this.workOnOne(entry) : undefined;
      if (pause) return pause;
      this.done([entry], context);
    }
    return undefined;
  }

  private async workOnOne(entry: LiveEntry<M>): Promise<Pause | undefined> {
    const { record } = entry;
    if (this.letters.ledger.isParked(record.topic, record.key))
      return this.giveUp([{ record, verdict: { reason: 'parked-behind', attempts: 0 } }]);
    let trouble = this.trouble?.offset === record.offset ? this.trouble : undefined;
    if (!trouble || this.isWorthATry(trouble)) {
      const failure = await this.tryToHandle([entry]);
      if (!failure) return undefined;
      const { error, away, final } = failure;
      if (away) return this.wait('store-unavailable', error);
      trouble = { offset: record.offset, attempts: (trouble?.attempts ?? 0) + 1, error, final };
      this.trouble = trouble;
      if (this.isWorthATry(trouble)) return this.retryPause(trouble.attempts, error);
    }
    const { attempts, error } = trouble;
    return this.giveUp([{ record, verdict: { reason: 'failed', attempts, error } }]);
  }

  private isWorthATry({ attempts, final }: { attempts: number; final: boolean }): boolean {
    return !final && attempts < this.settings.attempts;
  }

  private async giveUp(givenUp: readonly GivenUp[]): Promise<Pause | undefined> {
    if (givenUp.length === 0) return undefined;
    const { ledger, office } = this.letters;
    try {
      await office.send(givenUp);
    } catch (error) {
      return this.wait('dead-letters-unavailable', error);
    }
    for (const { record, verdict } of givenUp) {
      ledger.note(record, verdict, office.group);
      this.tell({ type: 'dead-letter', offset: record.offset, reason: verdict.reason });
    }
    return undefined;
  }

  private async tryToHandle(entries: readonly LiveEntry<M>[]): Promise<Failure | undefined> {
    const failure = await callHandler(this.settings, entries);
    if (!failure) this.waits = 0;
    return failure;
  }

  private done(entries: readonly Entry<M>[], context: LaneContext): void {
    for (const { record } of entries) {
      if (record.offset === this.trouble?.offset) this.trouble = undefined;
    }
    const last = entries.at(-1);
    if (last) context.resolve(last.record);
  }

  private retryPause(attempt: number, error: unknown): Pause {
    return { why: 'retry', ms: growingPause(attempt, this.settings.retryPauses), error };
  }

  private wait(why: WaitReason, error: unknown): Pause {
    this.waits += 1;
    return { why, ms: growingPause(this.waits, this.settings.waitPauses), error };
  }

  private tell(event: LaneEvent): void {
    this.settings.tell({ ...event, ...this.at });
  }
}

type ToldEvent = Parameters<ConsumerSettings<unknown>['tell']>[0];
type WithoutPlace<E> = E extends { topic: string; partition: number }
  ? Omit<E, 'topic' | 'partition'>
  : never;
type LaneEvent = WithoutPlace<ToldEvent>;
