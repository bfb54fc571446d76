import { toOriginal } from '../consuming/dead-letter';
import type { LetterLedger } from '../consuming/letter-ledger';
import type { Letter } from '../consuming/letter-record';
import type { LetterSource } from '../consuming/letter-source';
import type { FetchedRecord } from '../consuming/received';
import type { MemoryTopic } from './memory-topic';

/** A dead-letter topic held in memory, and the ledger that is kept of it. */
export class MemoryLetters implements LetterSource {
  private readonly positions = new Map<number, number>();

  constructor(
    private readonly topic: () => MemoryTopic | undefined,
    readonly ledger: LetterLedger,
  ) {}

  catchUp(): Promise<void> {
    this.learn();
    return Promise.resolve();
  }

  learn(): void {
    for (const [partition, { records }] of this.topic()?.partitions.entries() ?? []) {
      for (const record of records.slice(this.positions.get(partition) ?? 0)) this.ledger.learn(record);
      this.positions.set(partition, records.length);
    }
  }

  read(letters: readonly Letter[]): Promise<Map<Letter, FetchedRecord>> {
    const found = new Map<Letter, FetchedRecord>();
    for (const letter of letters) {
      const { place } = letter;
      const record = place && this.topic()?.partitions[place.partition]?.records[Number(place.offset)];
      const original = record && toOriginal(record);
      if (original) found.set(letter, original);
    }
    return Promise.resolve(found);
  }
}
