import type { ConsumerSettings } from './consumer-settings';
import type { LetterWork } from './letter-settlement';
import { PartitionLane } from './partition-lane';

/** Partitions by topic, as a group assigns them. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

/** The lanes of one consumer. They outlive its connections, so that no partition is ever worked on twice at once. */
export class Lanes<M> {
  private readonly lanes = new Map<string, PartitionLane<M>>();

  constructor(
    private readonly settings: ConsumerSettings<M>,
    private readonly letters: LetterWork,
  ) {}

  of(topic: string, partition: number): PartitionLane<M> {
    const name = `${topic}/${partition}`;
    let lane = this.lanes.get(name);
    if (!lane)
      this.lanes.set(name, (lane = new PartitionLane(this.settings, this.letters, { topic, partition })));
    return lane;
  }

  /** Forgets what it knew of partitions that are no longer ours, except those still being worked on. */
  keepOnly(assignment: Assignment): void {
    const ours = new Set(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((each) => `${topic}/${each}`),
      ),
    );
    for (const [name, lane] of this.lanes)
      if (!ours.has(name) && lane.busySince === undefined) this.lanes.delete(name);
  }

  /** What keeps partitions from going on, in words, or nothing. A retry is no reason to worry. */
  trouble(handlerTakesTooLongMs: number): string | undefined {
    for (const [name, { waiting, busySince }] of this.lanes) {
      const busyMs = busySince === undefined ? 0 : performance.now() - busySince;
      if (busyMs > handlerTakesTooLongMs)
        return `${name}: handler running for ${Math.round(busyMs / 1000)} s`;
      if (waiting && waiting.why !== 'retry') return `${name}: ${waiting.why} (${messageOf(waiting.error)})`;
    }
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error given';
}
