import { LetterLedger } from '../consuming/letter-ledger';
import { MemoryLetters } from './memory-letters';
import type { MemoryPartition, MemoryTopic } from './memory-topic';

/** A partition as it is given to a member. */
export interface MemoryShare {
  readonly topic: string;
  readonly partition: number;
  readonly log: MemoryPartition;
}

/** A member takes over partitions, and lets go of them; letting go resolves when nothing is in hand any more. */
export interface MemoryMember {
  readonly topics: readonly string[];
  take(shares: readonly MemoryShare[]): void;
  /** Makes it look up, also where nothing came. */
  wake(): void;
  letGo(): Promise<void>;
}

/** A consumer group held in memory: spreads partitions over its members and keeps their committed offsets. */
export class MemoryGroup {
  readonly letters: MemoryLetters;
  private readonly members = new Set<MemoryMember>();
  private readonly committed = new Map<string, number>();
  private rebalancing: Promise<void> = Promise.resolve();

  constructor(
    private readonly topics: ReadonlyMap<string, MemoryTopic>,
    private readonly deadLetterTopic: string,
  ) {
    this.letters = new MemoryLetters(() => topics.get(deadLetterTopic), new LetterLedger());
  }

  /** Something was written to a topic; if it is the group's dead letters, they may have to be seen to. */
  written(topic: string): void {
    if (topic !== this.deadLetterTopic) return;
    this.letters.learn();
    for (const member of this.members) member.wake();
  }

  join(member: MemoryMember): Promise<void> {
    return this.rebalance(() => this.members.add(member));
  }

  leave(member: MemoryMember): Promise<void> {
    return this.rebalance(() => this.members.delete(member));
  }

  /** The next offset to be read of a partition. */
  position(topic: string, partition: number): number {
    return this.committed.get(`${topic}/${partition}`) ?? 0;
  }

  commit(topic: string, partition: number, next: number): void {
    this.committed.set(`${topic}/${partition}`, next);
  }

  private rebalance(change: () => void): Promise<void> {
    this.rebalancing = this.rebalancing.then(async () => {
      await Promise.all([...this.members].map((member) => member.letGo()));
      change();
      this.assign();
    });
    return this.rebalancing;
  }

  private assign(): void {
    const shares = new Map([...this.members].map((member) => [member, [] as MemoryShare[]]));
    for (const [topic, { partitions }] of this.topics) {
      const readers = [...this.members].filter((member) => member.topics.includes(topic));
      partitions.forEach((log, partition) => {
        const reader = readers[partition % readers.length];
        if (reader) shares.get(reader)?.push({ topic, partition, log });
      });
    }
    for (const [member, its] of shares) member.take(its);
  }
}
