import type { DeadLetterDecision, DeadLetterOrigin, DeadLetterOutcome } from '../port';
import type { Letter } from './letter-record';
import type { FetchedRecord } from './received';

/** The letters that were made of messages of one partition, in the order of their messages. */
export class LettersOfPartition {
  private readonly letters = new Map<string, Letter>();
  private readonly ended = new Map<string, DeadLetterOutcome>();
  private mayHaveMovable = false;

  /** @param mostEnded how many ended letters are remembered, so that what a crash brings again is not taken for new */
  constructor(private readonly mostEnded: number) {}

  /** Whether there is, or not long ago was, a letter for this very message. */
  knows(record: FetchedRecord): boolean {
    if (this.letters.size === 0 && this.ended.size === 0) return false;
    const id = idOf({ offset: record.offset, timestamp: String(record.timestamp.getTime()) });
    return this.letters.has(id) || this.ended.has(id);
  }

  /** Whether a letter may be worked on. Costs nothing as long as nothing was decided. */
  get hasMovable(): boolean {
    this.mayHaveMovable &&= this.movable(1).length > 0;
    return this.mayHaveMovable;
  }

  /**
   * The first letters that may be worked on, in their order: those decided about, and those parked behind one that has
   * ended. Behind one that waits for a decision its key waits, but for letters that are to be discarded.
   */
  movable(most = Infinity): Letter[] {
    const movable: Letter[] = [];
    const stopped = new Set<string | null>();
    for (const letter of this.open()) {
      if (movable.length >= most) break;
      const mayGo = letter.decision === 'replay' || letter.reason === 'parked-behind';
      // Where one stands that was only just written is not known yet.
      if (letter.place === undefined) stopped.add(letter.key);
      else if (letter.decision === 'discard') movable.push(letter);
      else if (letter.key !== null && stopped.has(letter.key)) continue;
      else if (mayGo) movable.push(letter);
      else if (letter.reason === 'failed') stopped.add(letter.key);
    }
    return movable;
  }

  /** Not the order in which they were written: what cannot be read is given up before what it came with is tried. */
  open(): Letter[] {
    return [...this.letters.values()].sort(byOffset);
  }

  get(origin: DeadLetterOrigin): Letter | undefined {
    return this.letters.get(idOf(origin));
  }

  outcomeOf(origin: DeadLetterOrigin): DeadLetterOutcome | undefined {
    return this.ended.get(idOf(origin));
  }

  /**
   * Adds a letter, or learns where one stands that was noted before it was read.
   * @returns whether it is a new one
   */
  add(letter: Letter): boolean {
    const id = idOf(letter);
    const known = this.letters.get(id);
    if (known?.place === undefined || letter.place === undefined)
      this.letters.set(id, known ? { ...letter, ...known, ...placeOf(letter) } : letter);
    this.ended.delete(id);
    this.mayHaveMovable ||= letter.place !== undefined;
    return known === undefined;
  }

  decide(origin: DeadLetterOrigin, decision: DeadLetterDecision): void {
    const letter = this.get(origin);
    if (letter) this.replace({ ...letter, decision });
  }

  replace(letter: Letter): void {
    this.letters.set(idOf(letter), letter);
    this.mayHaveMovable = true;
  }

  /** Ends a letter and gives it back; undefined when there is none. */
  end(origin: DeadLetterOrigin, outcome: DeadLetterOutcome): Letter | undefined {
    const id = idOf(origin);
    const letter = this.letters.get(id);
    if (!letter) return undefined;
    this.letters.delete(id);
    this.ended.set(id, outcome);
    if (this.ended.size > this.mostEnded) this.ended.delete(this.ended.keys().next().value as string);
    this.mayHaveMovable = true;
    return letter;
  }
}

/** The place is only known once the letter was read. */
function placeOf({ place }: Letter): Pick<Letter, 'place'> {
  return place === undefined ? {} : { place };
}

function idOf({ offset, timestamp = '' }: Pick<DeadLetterOrigin, 'offset' | 'timestamp'>): string {
  return `${offset}@${timestamp}`;
}

/** Offsets have no leading zeros: the longer one is the greater. */
function byOffset({ offset: a }: Letter, { offset: b }: Letter): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
