import type {
  DeadLetter,
  DeadLetterDecision,
  DeadLetterOrigin,
  DeadLetterOutcome,
  DeadLetters,
  OutgoingRecord,
  ReceivedRecord,
} from '../port';
import type { LetterLedger } from './letter-ledger';
import { toDecision, type Letter } from './letter-record';
import type { LetterSource } from './letter-source';

/** What an operator's view is made from. */
export interface LetterDeskParts {
  readonly topic: string;
  readonly ledger: LetterLedger;
  readonly source: LetterSource;
  readonly publish: (records: OutgoingRecord[]) => Promise<void>;
}

/** A dead-letter topic as operators see it, apart from any broker. */
export class LetterDesk implements DeadLetters {
  constructor(private readonly parts: LetterDeskParts) {}

  async list(): Promise<DeadLetter[]> {
    const { ledger, source } = this.parts;
    await source.catchUp();
    const movable = new Set(ledger.movable());
    return ledger.open().flatMap((letter) => {
      const { place } = letter;
      return place ? [{ ...letter, place, waitsFor: waitsFor(letter, movable) }] : [];
    });
  }

  outcomeOf(letter: DeadLetterOrigin): DeadLetterOutcome | undefined {
    return this.parts.ledger.outcomeOf(letter);
  }

  async read(letter: DeadLetter): Promise<ReceivedRecord | undefined> {
    const record = (await this.parts.source.read([letter])).get(letter);
    if (record === undefined) return undefined;
    const { topic, partition, offset, key, headers, value, timestamp } = record;
    return { topic, partition, offset, key, headers, value, timestamp };
  }

  decide(letters: readonly DeadLetter[], decision: DeadLetterDecision): Promise<void> {
    const now = new Date();
    return this.parts.publish(letters.map((letter) => toDecision(this.parts.topic, letter, decision, now)));
  }
}

function waitsFor(letter: Letter, movable: ReadonlySet<Letter>): DeadLetter['waitsFor'] {
  if (movable.has(letter)) return 'consumer';
  return letter.reason !== 'parked-behind' && letter.decision === undefined ? 'decision' : 'key';
}
