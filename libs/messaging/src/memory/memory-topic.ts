import { createHash } from 'node:crypto';
import { FetchedRecord } from '../consuming/received';
import type { OutgoingRecord } from '../port';

/** One partition: its records, and who waits for more. */
export class MemoryPartition {
  readonly records: FetchedRecord[] = [];
  private waiting = new Set<() => void>();

  append(record: OutgoingRecord, partition: number): void {
    const { topic, key, headers, value } = record;
    const offset = String(this.records.length);
    const bytes = value === null ? null : Buffer.from(value);
    const raw = { offset, key, headers, value: bytes, timestamp: new Date() };
    this.records.push(new FetchedRecord({ topic, partition }, raw));
    this.wake();
  }

  /** Resolves when there is something new, or at `wake`. */
  more(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  wake(): void {
    const waiting = this.waiting;
    this.waiting = new Set();
    for (const resolve of waiting) resolve();
  }
}

/** A topic held in memory. */
export class MemoryTopic {
  readonly partitions: readonly MemoryPartition[];
  private turn = 0;

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => new MemoryPartition());
  }

  append(record: OutgoingRecord): void {
    const partition = record.partition ?? this.partitionFor(record.key);
    this.partitions[partition]?.append(record, partition);
  }

  private partitionFor(key: string | Buffer | null): number {
    const count = this.partitions.length;
    if (key === null) return this.turn++ % count;
    return createHash('md5').update(key).digest().readUInt32BE() % count;
  }
}
