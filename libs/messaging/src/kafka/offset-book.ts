import type { Logger } from '../port';

/** Sends offsets to the group's coordinator, once. */
export type CommitOffsets = (offsets: { topics: TopicOffsets[] }) => Promise<void>;

interface TopicOffsets {
  topic: string;
  partitions: { partition: number; offset: string }[];
}

/**
 * Keeps what is to be committed and commits it beside the work: coalesced, one commit under way at a time. A commit
 * belongs to the generation in which its work was done; what is left of an older one is dropped, because the
 * partition may be another member's by now.
 */
export class OffsetBook {
  private due = new Map<string, { topic: string; partition: number; offset: string }>();
  private timer: NodeJS.Timeout | undefined;
  private underway: Promise<void> = Promise.resolve();
  private isOpen = true;

  constructor(
    private readonly commit: CommitOffsets,
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {}

  /** Notes the next offset to be read of a partition. */
  mark(topic: string, partition: number, offset: string): void {
    if (!this.isOpen) return;
    this.due.set(`${topic}/${partition}`, { topic, partition, offset });
    this.timer ??= setTimeout(() => void this.flush(), this.everyMs);
  }

  /** Commits what is due now; resolves when that is done or has failed. Never throws. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.underway = this.underway.then(() => this.commitDue());
    return this.underway;
  }

  /** Sends what is due off at once and takes nothing more: this generation's time is over. */
  close(): void {
    clearTimeout(this.timer);
    void this.commitDue();
    this.isOpen = false;
  }

  /** Takes nothing more and forgets what is due: it would be committed under a generation it does not belong to. */
  discard(): void {
    clearTimeout(this.timer);
    this.isOpen = false;
    this.due.clear();
  }

  private async commitDue(): Promise<void> {
    const due = this.due;
    if (due.size === 0 || !this.isOpen) return;
    this.due = new Map();
    try {
      await this.commit({ topics: byTopic([...due.values()]) });
    } catch (error) {
      this.logger.debug({ err: error }, 'offsets not committed');
      this.putBack(due);
    }
  }

  private putBack(failed: typeof this.due): void {
    if (!this.isOpen) return;
    for (const [name, mark] of failed) if (!this.due.has(name)) this.due.set(name, mark);
    this.timer ??= setTimeout(() => void this.flush(), this.everyMs);
  }
}

function byTopic(marks: readonly { topic: string; partition: number; offset: string }[]): TopicOffsets[] {
  const topics = new Map<string, TopicOffsets>();
  for (const { topic, partition, offset } of marks) {
    const entry = topics.get(topic) ?? { topic, partitions: [] };
    entry.partitions.push({ partition, offset });
    topics.set(topic, entry);
  }
  return [...topics.values()];
}
