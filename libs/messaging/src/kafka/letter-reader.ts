import { toOriginal } from '../consuming/dead-letter';
import type { Letter } from '../consuming/letter-record';
import type { FetchedRecord } from '../consuming/received';
import type { DeadLetterPlace } from './dead-letter-follower';
import { readRanges, type Range } from './read-range';

/** How long the broker may take to tell the ends of a topic, milliseconds. */
const answerMs = 5000;

interface Spot {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Looks up the messages that letters were made of. */
export class LetterReader {
  constructor(private readonly place: DeadLetterPlace) {}

  /**
   * By letter. What a letter could not hold is looked for where it came from, and missing when it is there no more.
   * @throws what kafkajs throws
   */
  async read(letters: readonly Letter[]): Promise<Map<Letter, FetchedRecord>> {
    const found = new Map<Letter, FetchedRecord>();
    const spots = letters.flatMap((letter) =>
      letter.place ? [{ letter, spot: { topic: this.place.topic, ...letter.place } }] : [],
    );
    const written = await this.recordsAt(spots.map(({ spot }) => spot));
    const lacking: Letter[] = [];
    for (const { letter, spot } of spots) {
      const record = written.get(nameOf(spot));
      const original = record && toOriginal(record);
      if (original) found.set(letter, original);
      else lacking.push(letter);
    }
    const originals = await this.recordsAt(lacking);
    for (const letter of lacking) {
      const original = originals.get(nameOf(letter));
      if (original && isOf(letter, original)) found.set(letter, original);
    }
    return found;
  }

  /** Records by the name of their spot, of whatever topics. */
  private async recordsAt(spots: readonly Spot[]): Promise<Map<string, FetchedRecord>> {
    const records = new Map<string, FetchedRecord>();
    const wanted = new Set(spots.map(nameOf));
    for (const topic of new Set(spots.map((spot) => spot.topic))) {
      const offsets = spots.filter((spot) => spot.topic === topic);
      const ranges = await this.rangesOf(topic, offsets);
      await readRanges(this.place.openClient, this.place.groupId, { topic, ranges }, (read) => {
        for (const record of read) if (wanted.has(nameOf(record))) records.set(nameOf(record), record);
      });
    }
    return records;
  }

  /** From the first to the last wanted of each partition, as far as it still is there. */
  private async rangesOf(topic: string, spots: readonly Spot[]): Promise<Map<number, Range>> {
    const ends = await this.place.admin.ask((it) => it.fetchTopicOffsets(topic), answerMs);
    const ranges = new Map<number, Range>();
    for (const { partition, low, high } of ends) {
      const offsets = spots
        .filter((spot) => spot.partition === partition)
        .map(({ offset }) => BigInt(offset))
        .filter((offset) => offset >= BigInt(low) && offset < BigInt(high))
        .sort((a, b) => Number(a - b));
      const [first, last] = [offsets[0], offsets.at(-1)];
      if (first !== undefined && last !== undefined) ranges.set(partition, { from: first, to: last + 1n });
    }
    return ranges;
  }
}

/** Not another message that has its place since the topic was made anew. */
function isOf(letter: Letter, record: FetchedRecord): boolean {
  return letter.timestamp === undefined || letter.timestamp === String(record.timestamp.getTime());
}

function nameOf({ topic, partition, offset }: Spot): string {
  return `${topic}/${partition}/${offset}`;
}
