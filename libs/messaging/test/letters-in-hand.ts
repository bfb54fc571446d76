import { settingsOf } from '../src/consuming/consumer-settings';
import { DeadLetterOffice } from '../src/consuming/dead-letter-office';
import { LetterLedger } from '../src/consuming/letter-ledger';
import { PartitionLane } from '../src/consuming/partition-lane';
import { MemoryLetters } from '../src/memory/memory-letters';
import { MemoryTopic } from '../src/memory/memory-topic';
import type { ConsumerOptions, OutgoingRecord, ReceivedRecord } from '../src';
import { noteRecord, readNote, type Note } from './conformance/notes';

/** One partition and its dead letters, worked on by hand: whoever works on it may die and be followed by another. */
export class LettersInHand {
  readonly notes = new MemoryTopic(1);
  readonly letters = new MemoryTopic(2);
  /** Handed to the handler, in order, whatever became of it. */
  readonly handled: Note[] = [];
  /** Whether the handler fails at a note just now. */
  fails: (note: Note) => boolean = () => false;
  /** Whether a note cannot be read just now. */
  garbled: (note: Note) => boolean = () => false;
  /** Called before each record that is published to the dead letters; may throw. */
  onPublish: (record: OutgoingRecord) => void = () => undefined;
  /** The offset that was committed. */
  committed = 0;
  private resolved = 0;
  private source!: MemoryLetters;
  private lane!: PartitionLane<Note>;

  constructor(private readonly options: Partial<ConsumerOptions<Note>> = {}) {
    this.begin();
  }

  publish(...notes: readonly Note[]): void {
    for (const note of notes) this.notes.append({ topic: 'notes', ...noteRecord(note) });
  }

  /** Works on all there is, as far as it gets in one go; true when nothing is left. */
  async work(): Promise<boolean> {
    const records = this.notes.partitions[0]!.records.slice(this.resolved);
    const pause = await this.lane.work(records, {
      goOn: () => true,
      resolve: ({ offset }) => (this.resolved = Number(offset) + 1),
    });
    return pause === undefined;
  }

  /** Learns what has been decided. */
  look(): void {
    this.source.learn();
  }

  /** Looks, and works until nothing is left to do. */
  async workToEnd(): Promise<void> {
    this.look();
    for (let turns = 0; !(await this.work()); turns += 1)
      if (turns > 1000) throw new Error('it never comes to an end');
  }

  commit(): void {
    this.committed = this.resolved;
  }

  /** Somebody else takes over, who knows what was committed and what is on the topics. */
  begin(): void {
    this.resolved = this.committed;
    const source = (this.source = new MemoryLetters(() => this.letters, new LetterLedger()));
    source.learn();
    const office = new DeadLetterOffice('letters', 'group', (records) => this.take(records));
    const settings = settingsOf<Note>({
      ...{
        groupId: 'group',
        topics: ['notes'],
        deadLetterTopic: 'letters',
        decode: (record) => this.read(record),
      },
      stopsKey: () => true,
      handle: (batch) => this.handle(batch),
      retry: { attempts: 2, firstPauseMs: 0 },
      ...this.options,
    });
    this.lane = new PartitionLane(
      settings,
      { ledger: source.ledger, source, office },
      { topic: 'notes', partition: 0 },
    );
  }

  private read(record: ReceivedRecord): Note {
    const note = readNote(record);
    if (this.garbled(note)) throw new Error('not to be read');
    return note;
  }

  private handle(batch: readonly Note[]): Promise<void> {
    if (batch.some((note) => this.fails(note))) return Promise.reject(new Error('no good'));
    this.handled.push(...batch);
    return Promise.resolve();
  }

  private take(records: readonly OutgoingRecord[]): Promise<void> {
    for (const record of records) {
      this.onPublish(record);
      this.letters.append(record);
    }
    return Promise.resolve();
  }
}
