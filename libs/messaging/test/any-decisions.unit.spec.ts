import { array, assert, asyncProperty, constant, integer, oneof, record, type Arbitrary } from 'fast-check';
import { LetterLedger } from '../src/consuming/letter-ledger';
import { toDecision } from '../src/consuming/letter-record';
import { MemoryLetters } from '../src/memory/memory-letters';
import { deadLetterHeader, type OutgoingRecord } from '../src';
import type { Note } from './conformance/notes';
import { LettersInHand } from './letters-in-hand';

const anyKey = integer({ min: 0, max: 2 });

/** Things that happen to a consumer of one partition and to its dead letters. */
const anyStep = oneof(
  { weight: 4, arbitrary: record({ does: constant('publish' as const), key: anyKey }) },
  { weight: 2, arbitrary: record({ does: constant('work' as const) }) },
  { weight: 2, arbitrary: record({ does: constant('look' as const) }) },
  {
    weight: 2,
    arbitrary: record({ does: constant('break' as const), key: anyKey, n: integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: record({ does: constant('garble' as const), key: anyKey, n: integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: record({ does: constant('mend' as const), key: anyKey }) },
  {
    weight: 3,
    arbitrary: record({ does: constant('replay' as const), letter: integer({ min: 0, max: 8 }) }),
  },
  {
    weight: 1,
    arbitrary: record({ does: constant('discard' as const), letter: integer({ min: 0, max: 8 }) }),
  },
  { weight: 1, arbitrary: record({ does: constant('commit' as const) }) },
  { weight: 1, arbitrary: record({ does: constant('crash' as const) }) },
  {
    weight: 1,
    arbitrary: record({ does: constant('lose answer' as const), after: integer({ min: 0, max: 3 }) }),
  },
);
type AnyStep = typeof anyStep extends Arbitrary<infer T> ? T : never;

const nameOf = ({ key, n }: Note) => `${key}-${n}`;

class Story {
  readonly hand = new LettersInHand();
  private readonly operator = new MemoryLetters(() => this.hand.letters, new LetterLedger());
  private readonly published = new Map<string, number>();
  private readonly broken = new Set<string>();
  private readonly garbled = new Set<string>();
  /** Messages that are to be discarded, and those that were, with how much had been handled by then. */
  private readonly toBeDiscarded = new Set<string>();
  private readonly discarded = new Map<string, number>();
  private answersToLose: number[] = [];

  constructor() {
    this.hand.fails = (note) => this.broken.has(nameOf(note));
    this.hand.garbled = (note) => this.garbled.has(nameOf(note));
    this.hand.onPublish = (written) => {
      if (written.headers[deadLetterHeader.outcome] === 'discarded')
        this.discarded.set(this.messageOf(written), this.hand.handled.length);
      this.answersToLose = this.answersToLose.map((left) => left - 1);
      if (!this.answersToLose.includes(-1)) return;
      this.answersToLose = this.answersToLose.filter((left) => left >= 0);
      this.hand.letters.append(written);
      throw new Error('no answer, though it is written');
    };
  }

  async happens(step: AnyStep): Promise<void> {
    if (step.does === 'publish') this.publish(`key-${step.key}`);
    else if (step.does === 'work') await this.hand.work();
    else if (step.does === 'look') this.hand.look();
    else if (step.does === 'break') this.broken.add(`key-${step.key}-${step.n}`);
    else if (step.does === 'garble') this.garbled.add(`key-${step.key}-${step.n}`);
    else if (step.does === 'mend') this.mend(`key-${step.key}-`);
    else if (step.does === 'commit') this.hand.commit();
    else if (step.does === 'crash') this.hand.begin();
    else if (step.does === 'lose answer') this.answersToLose.push(step.after);
    else this.decide(step.letter, step.does);
  }

  /** Whatever is broken is mended, and everything replayed. */
  async ends(): Promise<void> {
    this.mend('');
    await this.hand.workToEnd();
    for (const letter of this.letters())
      this.hand.letters.append(toDecision('letters', letter, 'replay', new Date()));
    await this.hand.workToEnd();
    expect(this.letters()).toEqual([]);
  }

  everyMessageIsHandledInTheOrderOfItsKey(): void {
    for (const [key, last] of this.published) {
      const first = new Set(this.hand.handled.filter((note) => note.key === key).map(({ n }) => n));
      const wanted = Array.from({ length: last }, (_, i) => i + 1);
      const spared = wanted.filter((n) => first.has(n) || !this.toBeDiscarded.has(nameOf({ key, n })));
      const late = (n: number) => this.toBeDiscarded.has(nameOf({ key, n }));
      expect([...first].filter((n) => !late(n))).toEqual(spared.filter((n) => !late(n)));
    }
  }

  nothingIsHandledOnceItIsDiscarded(): void {
    for (const [name, before] of this.discarded)
      expect(this.hand.handled.slice(before).map(nameOf)).not.toContain(name);
  }

  private publish(key: string): void {
    const n = (this.published.get(key) ?? 0) + 1;
    this.published.set(key, n);
    this.hand.publish({ key, n });
  }

  private mend(prefix: string): void {
    for (const names of [this.broken, this.garbled])
      for (const name of names) if (name.startsWith(prefix)) names.delete(name);
  }

  private decide(index: number, decision: 'replay' | 'discard'): void {
    const letter = this.letters()[index];
    if (!letter) return;
    if (decision === 'discard') this.toBeDiscarded.add(this.messageAt(letter.offset));
    this.hand.letters.append(toDecision('letters', letter, decision, new Date()));
  }

  private letters() {
    this.operator.learn();
    return this.operator.ledger.open();
  }

  private messageOf({ headers }: OutgoingRecord): string {
    return this.messageAt(String(headers[deadLetterHeader.offset]));
  }

  private messageAt(offset: string): string {
    const { key, value } = this.hand.notes.partitions[0]!.records[Number(offset)]!;
    return nameOf({ key: key!, n: (JSON.parse(value!.toString()) as Note).n });
  }
}

describe('whatever operators decide, and whatever happens meanwhile', () => {
  it('no message is lost, none handled before an earlier one of its key, none after it was discarded', async () => {
    await assert(
      asyncProperty(array(anyStep, { maxLength: 60, size: 'max' }), async (steps) => {
        const story = new Story();
        for (const step of steps) await story.happens(step);
        await story.ends();
        story.everyMessageIsHandledInTheOrderOfItsKey();
        story.nothingIsHandledOnceItIsDiscarded();
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});
