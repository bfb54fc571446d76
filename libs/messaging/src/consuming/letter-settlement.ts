import { setTimeout as sleep } from 'node:timers/promises';
import { MessageGoneError } from '../errors';
import { callHandler } from './call-handler';
import type { ConsumerSettings } from './consumer-settings';
import type { DeadLetterOffice } from './dead-letter-office';
import { growingPause } from './growing-pause';
import type { LetterLedger } from './letter-ledger';
import type { Fate, Letter } from './letter-record';
import type { LetterSource } from './letter-source';
import type { LettersOfPartition } from './letters-of-partition';
import type { LiveEntry } from './read-entries';
import type { FetchedRecord } from './received';

/** What working on letters needs. */
export interface LetterWork {
  readonly ledger: LetterLedger;
  readonly source: LetterSource;
  readonly office: DeadLetterOffice;
}

/** Why letters have to wait, and what for. */
export interface Hindrance {
  readonly why: 'store-unavailable' | 'dead-letters-unavailable';
  readonly error: unknown;
}

/** A letter and the message it was made of, if that could be read. */
type LetterEntry<M> = Partial<LiveEntry<M>> & { readonly letter: Letter; readonly fate?: Fate };

/** How many letters are read and handled together; then it is the turn of what is new. */
const mostAtOnce = 200;

/** Letters whose fate is known, and what keeps the others from theirs. */
class Round {
  readonly fates = new Map<Letter, Fate>();
  hindrance: Hindrance | undefined;
}

/**
 * Carries out what operators have decided about letters of one partition, while nothing else is worked on of it: so a
 * replayed message comes before what follows it. What fails again keeps its letter, and its key stands still.
 */
export class LetterSettlement<M> {
  constructor(
    private readonly settings: ConsumerSettings<M>,
    private readonly work: LetterWork,
    private readonly at: { readonly topic: string; readonly partition: number },
  ) {}

  /** Whether there is anything to be done. */
  get isDue(): boolean {
    return this.letters.hasMovable;
  }

  /** Works on some letters, if any are due. Resolves with what keeps that from being done. Never throws. */
  async carryOutSome(goOn: () => boolean): Promise<Hindrance | undefined> {
    if (!this.isDue || !goOn()) return undefined;
    try {
      // All that was ever parked of a key has to be known before its last letter ends.
      await this.work.source.catchUp();
      return await this.settle(this.letters.movable(mostAtOnce), goOn);
    } catch (error) {
      return { why: 'dead-letters-unavailable', error };
    }
  }

  private get letters(): LettersOfPartition {
    return this.work.ledger.of(this.at.topic, this.at.partition);
  }

  private async settle(letters: readonly Letter[], goOn: () => boolean): Promise<Hindrance | undefined> {
    const wanted = letters.filter(({ decision }) => decision !== 'discard');
    const records =
      wanted.length > 0 ? await this.work.source.read(wanted) : new Map<Letter, FetchedRecord>();
    const entries = letters.map((letter) => this.readEntry(letter, records.get(letter)));
    const round = new Round();
    if (!(await this.handleTogether(entries, round))) await this.handleOneByOne(entries, round, goOn);
    await this.report(round.fates);
    return round.hindrance;
  }

  private readEntry(letter: Letter, record: FetchedRecord | undefined): LetterEntry<M> {
    if (letter.decision === 'discard') return { letter, fate: { outcome: 'discarded' } };
    try {
      if (record === undefined) throw new MessageGoneError(letter);
      const message = this.settings.decode(record);
      if (message === undefined) return { letter, fate: { outcome: 'replayed' } };
      return { letter, kind: 'live', record, message };
    } catch (error) {
      return { letter, fate: kept(letter, 0, error) };
    }
  }

  /** Whether all of it went well at once; the fates of the letters are known then. */
  private async handleTogether(entries: readonly LetterEntry<M>[], round: Round): Promise<boolean> {
    const live = entries.filter(isLive);
    if (live.length < 2 || entries.some(({ fate }) => fate?.outcome === 'kept')) return false;
    const failure = await callHandler(this.settings, live);
    if (failure?.away) round.hindrance = { why: 'store-unavailable', error: failure.error };
    else if (failure) return false;
    else for (const { letter, fate } of entries) round.fates.set(letter, fate ?? { outcome: 'replayed' });
    return true;
  }

  private async handleOneByOne(
    entries: readonly LetterEntry<M>[],
    round: Round,
    goOn: () => boolean,
  ): Promise<void> {
    const stopped = new Set<string>();
    for (const entry of entries) {
      const { letter } = entry;
      const { key, decision } = letter;
      if (key !== null && stopped.has(key) && decision !== 'discard') continue;
      const fate = entry.fate ?? (isLive(entry) ? await this.handleOne(entry, goOn) : undefined);
      if (fate === undefined) return;
      if ('why' in fate) return void (round.hindrance = fate);
      round.fates.set(letter, fate);
      if ('verdict' in fate && fate.verdict.reason === 'failed' && key !== null) stopped.add(key);
    }
  }

  /** Undefined when it is not to go on. */
  private async handleOne(
    entry: LiveEntry<M> & LetterEntry<M>,
    goOn: () => boolean,
  ): Promise<Fate | Hindrance | undefined> {
    for (let attempt = 1; goOn(); attempt += 1) {
      const failure = await callHandler(this.settings, [entry]);
      if (!failure) return { outcome: 'replayed' };
      const { away, final, error } = failure;
      if (away) return { why: 'store-unavailable', error };
      if (final || attempt >= this.settings.attempts)
        return { outcome: 'kept', verdict: { reason: 'failed', attempts: attempt, error } };
      await sleep(growingPause(attempt, this.settings.retryPauses));
    }
    return undefined;
  }

  /** What was handled and could not be reported is handled once more: as every message may be. */
  private async report(fates: ReadonlyMap<Letter, Fate>): Promise<void> {
    await this.work.office.report(fates);
    for (const [letter, fate] of fates) {
      this.work.ledger.settle(letter, fate);
      const { topic, partition, offset } = letter;
      this.settings.tell({ type: 'settled', topic, partition, offset, outcome: fate.outcome });
    }
  }
}

/** What did not stop its key goes on not doing so; what did stops it still. */
function kept({ reason }: Letter, attempts: number, error: unknown): Fate {
  const still = reason === 'unreadable' ? reason : 'failed';
  return { outcome: 'kept', verdict: { reason: still, attempts, error } };
}

function isLive<M>(entry: LetterEntry<M>): entry is LiveEntry<M> & LetterEntry<M> {
  return entry.kind === 'live';
}
