import { RecordRefusedError } from '../errors';
import type { OutgoingRecord } from '../port';
import { toDeadLetter, withoutValue, type Verdict } from './dead-letter';
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
    private readonly group: string,
    private readonly publish: (records: OutgoingRecord[]) => Promise<void>,
  ) {}

  /**
   * Resolves once every letter is on the topic. A letter too large for it goes without its value: the original
   * offset in its headers says where that is.
   * @throws whatever the publisher throws; letters may then be there twice after the next try
   */
  async send(givenUp: readonly GivenUp[]): Promise<void> {
    const letters = givenUp.map((each) => this.letterFor(each));
    try {
      await this.publish(letters);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      for (const letter of letters) await this.sendCutIfNeeded(letter);
    }
  }

  private async sendCutIfNeeded(letter: OutgoingRecord): Promise<void> {
    try {
      await this.publish([letter]);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      await this.publish([withoutValue(letter)]);
    }
  }

  private letterFor({ record, verdict }: GivenUp): OutgoingRecord {
    return toDeadLetter(record, verdict, { topic: this.topic, group: this.group, now: new Date() });
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RecordRefusedError && error.reason === 'too-large';
}
