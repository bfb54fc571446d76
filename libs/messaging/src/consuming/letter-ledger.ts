import type { DeadLetterOutcome, DeadLetterOrigin, ReceivedRecord } from '../port';
import { describeError, type Verdict } from './dead-letter';
import { readLetterRecord, type Fate, type Letter, type LetterVerdict } from './letter-record';
import { LettersOfPartition } from './letters-of-partition';
import type { FetchedRecord } from './received';

/** How many keys stand still, and how many letters there are. */
export interface LetterCount {
  readonly keys: number;
  readonly letters: number;
}

/**
 * The open letters of a consumer group: what its dead-letter topic comes to, and what was written since it was read.
 * Taking the same in again changes nothing.
 */
export class LetterLedger {
  private readonly partitions = new Map<string, LettersOfPartition>();
  /** Open letters that hold up their key, by topic and key. */
  private readonly holding = new Map<string, number>();
  private letters = 0;

  /**
   * @param onChange told how many keys stand still and letters are open, whenever that changes
   * @param mostEnded how many ended letters of each partition are remembered
   */
  constructor(
    private readonly onChange: (count: LetterCount) => void = () => undefined,
    private readonly mostEnded = 1000,
  ) {}

  /** How many letters are open. */
  get size(): number {
    return this.letters;
  }

  /** Whether a message has to go behind the letters of its key. Messages without a key never do. */
  isParked(topic: string, key: string | null): boolean {
    return key !== null && this.holding.has(keyName(topic, key));
  }

  /** The letters that were made of messages of one partition. */
  of(topic: string, partition: number): LettersOfPartition {
    const name = `${topic}/${partition}`;
    let letters = this.partitions.get(name);
    if (!letters) this.partitions.set(name, (letters = new LettersOfPartition(this.mostEnded)));
    return letters;
  }

  /** Every open letter, those of a key in their order. */
  open(): Letter[] {
    return [...this.partitions.values()].flatMap((letters) => letters.open());
  }

  /** Every letter that may be worked on: see `LettersOfPartition.movable`. */
  movable(): Letter[] {
    return [...this.partitions.values()].flatMap((letters) => letters.movable());
  }

  /** How a letter ended; undefined while it is open, and when that is long ago. */
  outcomeOf(origin: DeadLetterOrigin): DeadLetterOutcome | undefined {
    return this.of(origin.topic, origin.partition).outcomeOf(origin);
  }

  /** Notes a letter that has just been written. */
  note(record: FetchedRecord, verdict: Verdict, group: string): void {
    const { topic, partition, offset, key } = record;
    const timestamp = String(record.timestamp.getTime());
    this.add({ topic, partition, offset, timestamp, key, group, ...toRead(verdict) });
  }

  /** Notes what has just been made of a letter. One that has changed meanwhile is left to what the topic says. */
  settle(letter: Letter, fate: Fate): void {
    const isSame = this.of(letter.topic, letter.partition).get(letter) === letter;
    if (fate.outcome !== 'kept') this.end(letter, fate.outcome);
    else if (isSame) this.keep(letter, toRead(fate.verdict));
  }

  /** Takes in a record of the dead-letter topic. */
  learn(record: ReceivedRecord): void {
    const read = readLetterRecord(record);
    if (read?.says === 'letter') this.add(read.letter);
    else if (read?.says === 'decided')
      this.of(read.origin.topic, read.origin.partition).decide(read.origin, read.decision);
    else if (read?.says === 'ended') this.end(read.origin, read.outcome);
    else if (read?.says === 'kept') this.keep(read.origin, read.verdict);
  }

  private add(letter: Letter): void {
    if (this.of(letter.topic, letter.partition).add(letter)) this.count(letter, 1);
  }

  private keep(origin: DeadLetterOrigin, verdict: LetterVerdict): void {
    const letters = this.of(origin.topic, origin.partition);
    const before = letters.get(origin);
    if (!before) return;
    const after = { ...before, ...verdict };
    delete after.decision;
    letters.replace(after);
    this.hold(after, (holdsKey(after) ? 1 : 0) - (holdsKey(before) ? 1 : 0));
    this.tell();
  }

  private end(origin: DeadLetterOrigin, outcome: DeadLetterOutcome): void {
    const letter = this.of(origin.topic, origin.partition).end(origin, outcome);
    if (letter) this.count(letter, -1);
  }

  private count(letter: Letter, by: 1 | -1): void {
    this.letters += by;
    this.hold(letter, holdsKey(letter) ? by : 0);
    this.tell();
  }

  private tell(): void {
    this.onChange({ keys: this.holding.size, letters: this.letters });
  }

  private hold({ topic, key }: Letter, by: number): void {
    if (key === null || by === 0) return;
    const name = keyName(topic, key);
    const now = (this.holding.get(name) ?? 0) + by;
    if (now > 0) this.holding.set(name, now);
    else this.holding.delete(name);
  }
}

/** An unreadable message costs only itself, a failed one and those behind it the rest of their key. */
function holdsKey({ reason, key }: Letter): boolean {
  return key !== null && reason !== 'unreadable';
}

function toRead({ reason, attempts, error }: Verdict): LetterVerdict {
  const why = error === undefined ? {} : describeError(error);
  return { reason, attempts, givenUpAt: new Date(), ...why };
}

function keyName(topic: string, key: string): string {
  return `${topic}\u0000${key}`;
}
