import { RecordRefusedError, type RefusalReason } from '../errors';
import type { OutgoingRecord } from '../port';
import { deadLetterHeader, toDeadLetter, withoutOwnHeaders, withoutValue, type Verdict } from './dead-letter';
import { toOutcome, type Fate, type Letter } from './letter-record';
import type { FetchedRecord } from './received';

/** A message given up, and why. */
export interface GivenUp {
  readonly record: FetchedRecord;
  readonly verdict: Verdict;
}

/** Publishes the dead letters of one consumer group. */
export class DeadLetterOffice {
  constructor(
    private readonly topic: string,
    readonly group: string,
    private readonly publish: (records: OutgoingRecord[]) => Promise<void>,
  ) {}

  /**
   * Resolves once every letter is on the topic. A letter too large for it goes without its value, one that is invalid
   * without the headers of its message: the original offset in its own headers says where those are.
   * @throws whatever the publisher throws; letters may then be there twice after the next try
   */
  async send(givenUp: readonly GivenUp[]): Promise<void> {
    const letters = givenUp.map((each) => this.letterFor(each));
    try {
      await this.publish(letters);
    } catch (error) {
      if (!isRefusedForItself(error)) throw error;
      for (const letter of letters) await this.sendReduced(letter);
    }
  }

  /**
   * Resolves once it is on the topic what became of letters.
   * @throws whatever the publisher throws
   */
  async report(fates: ReadonlyMap<Letter, Fate>): Promise<void> {
    const now = new Date();
    await this.publish([...fates].map(([letter, fate]) => toOutcome(this.topic, letter, fate, now)));
  }

  /** Sends a letter, with less and less in it for as long as it is refused for what it holds. */
  private async sendReduced(letter: OutgoingRecord): Promise<void> {
    try {
      await this.publish([letter]);
    } catch (error) {
      const less = isRefusedForItself(error) ? reduced(letter, error.reason) : undefined;
      if (!less) throw error;
      await this.sendReduced(less);
    }
  }

  private letterFor({ record, verdict }: GivenUp): OutgoingRecord {
    return toDeadLetter(record, verdict, { topic: this.topic, group: this.group, now: new Date() });
  }
}

/** The letter with the next thing left out that may have been why it was refused; nothing when all is. */
function reduced(letter: OutgoingRecord, reason: RefusalReason): OutgoingRecord | undefined {
  const { valueLeftOut, headersLeftOut } = deadLetterHeader;
  if (reason === 'too-large' && !(valueLeftOut in letter.headers)) return withoutValue(letter);
  return headersLeftOut in letter.headers ? undefined : withoutOwnHeaders(letter);
}

function isRefusedForItself(error: unknown): error is RecordRefusedError {
  return error instanceof RecordRefusedError && (error.reason === 'too-large' || error.reason === 'invalid');
}
