import type { WaitReason } from '../port';
import type { ConsumerSettings } from './consumer-settings';
import type { DeadLetterOffice, GivenUp } from './dead-letter-office';
import { growingPause } from './growing-pause';
import type { ParkedKeys } from './parked-keys';
import { readEntry, type Entry, type LiveEntry } from './read-entry';
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

type Failure = { readonly error: unknown; readonly away: boolean };

/** Long enough to be cheap, short enough not to be noticed after a handler that hung. */
const stillRunningPauseMs = 1000;

/**
 * What a consumer does with the records of one partition, apart from any broker: batches, then one by one after a
 * failure, retries, dead letters, parked keys. Nothing it is given to do can make it throw.
 */
export class PartitionLane<M> {
  private trouble: { offset: string; attempts: number; error: unknown } | undefined;
  private waits = 0;
  private pause: Pause | undefined;
  private startedAt: number | undefined;
  /** Letters that are out while their offset isn't resolved: not sent again when the batch comes again. */
  private readonly lettered = new Set<string>();

  constructor(
    private readonly settings: ConsumerSettings<M>,
    private readonly parked: ParkedKeys,
    private readonly office: DeadLetterOffice,
  ) {}

  /** What it waits for, if it does. */
  get waiting(): Pause | undefined {
    return this.pause;
  }

  /** Since when it has been working on the records in hand (`performance.now()`). */
  get busySince(): number | undefined {
    return this.startedAt;
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
    const first = records[0];
    if (this.pause && first)
      this.tell(first, {
        type: 'waiting',
        why: this.pause.why,
        pauseMs: this.pause.ms,
        error: this.pause.error,
      });
    return this.pause;
  }

  private async workInSlices(
    records: readonly FetchedRecord[],
    context: LaneContext,
  ): Promise<Pause | undefined> {
    let rest = records;
    while (rest.length > 0 && context.goOn()) {
      const inTrouble = rest[0]?.offset === this.trouble?.offset;
      const slice = rest.slice(0, inTrouble ? 1 : this.settings.maxBatchSize);
      const pause = await this.workOnSlice(slice, context);
      if (pause) return pause;
      rest = rest.slice(slice.length);
    }
    return undefined;
  }

  private async workOnSlice(
    slice: readonly FetchedRecord[],
    context: LaneContext,
  ): Promise<Pause | undefined> {
    const entries = slice.map((record) => readEntry(record, this.settings.decode, this.parked));
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
    if (this.parked.has(record.topic, record.key))
      return this.giveUp([{ record, verdict: { reason: 'parked-behind', attempts: 0 } }]);
    const before = this.trouble?.offset === record.offset ? this.trouble.attempts : 0;
    if (before < this.settings.attempts) {
      const failure = await this.tryToHandle([entry]);
      if (!failure) return undefined;
      if (failure.away) return this.wait('store-unavailable', failure.error);
      this.trouble = { offset: record.offset, attempts: before + 1, error: failure.error };
      if (before + 1 < this.settings.attempts) return this.retryPause(before + 1, failure.error);
    }
    return this.giveUpFailed(record);
  }

  private async giveUpFailed(record: FetchedRecord): Promise<Pause | undefined> {
    const { attempts, error } = this.trouble ?? { attempts: 0, error: undefined };
    const held = await this.giveUp([{ record, verdict: { reason: 'failed', attempts, error } }]);
    if (!held) this.parked.park(record.topic, record.key);
    return held;
  }

  private async giveUp(givenUp: readonly GivenUp[]): Promise<Pause | undefined> {
    const unsent = givenUp.filter(({ record }) => !this.lettered.has(record.offset));
    if (unsent.length === 0) return undefined;
    try {
      await this.office.send(unsent);
    } catch (error) {
      return this.wait('dead-letters-unavailable', error);
    }
    for (const { record, verdict } of unsent) {
      this.lettered.add(record.offset);
      this.tell(record, { type: 'dead-letter', offset: record.offset, reason: verdict.reason });
    }
    return undefined;
  }

  private async tryToHandle(entries: readonly LiveEntry<M>[]): Promise<Failure | undefined> {
    const started = performance.now();
    const first = entries[0]!.record;
    const measured = () => ({ messages: entries.length, seconds: (performance.now() - started) / 1000 });
    try {
      await this.settings.handle(entries.map(({ message }) => message));
      this.waits = 0;
      this.tell(first, { type: 'handled', ...measured() });
      return undefined;
    } catch (error) {
      this.tell(first, { type: 'failed', ...measured(), error });
      return { error, away: this.settings.isUnavailable(error) };
    }
  }

  private done(entries: readonly Entry<M>[], context: LaneContext): void {
    for (const { record } of entries) {
      this.lettered.delete(record.offset);
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

  private tell(record: FetchedRecord, event: LaneEvent): void {
    this.settings.tell({ ...event, topic: record.topic, partition: record.partition });
  }
}

type ToldEvent = Parameters<ConsumerSettings<unknown>['tell']>[0];
type WithoutPlace<E> = E extends { topic: string; partition: number }
  ? Omit<E, 'topic' | 'partition'>
  : never;
type LaneEvent = WithoutPlace<ToldEvent>;
