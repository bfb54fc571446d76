import type { Admin } from 'kafkajs';
import type { Assignment } from '../consuming/lanes';
import type { ConsumerEvent } from '../port';
import type { SharedAdmin } from './shared-admin';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint;
  readonly lag: bigint;
}

/** How long the broker may take to answer, milliseconds. */
const answerMs = 10_000;

/**
 * Compares what a group has committed with what lies on its topics. Asks the broker, not the consumer in question:
 * one that has lost its way believes that all is well.
 */
export class ProgressProbe {
  private readonly seen = new Map<string, { readonly committed: bigint; readonly since: number }>();

  constructor(
    private readonly admin: SharedAdmin,
    private readonly groupId: string,
    private readonly stallAfterMs: number,
    private readonly tell: (event: ConsumerEvent) => void,
  ) {}

  /**
   * Tells the lag of the assigned partitions. Resolves with the name of one that has lag, has not moved for too long
   * and has no excuse; with nothing when all is well.
   * @throws what the broker or kafkajs throws when it cannot be asked
   */
  async look(
    assignment: Assignment,
    isExcused: (topic: string, partition: number) => boolean,
  ): Promise<string | undefined> {
    const topics = Object.keys(assignment);
    const places = (await this.admin.ask((admin) => placesIn(admin, this.groupId, topics), answerMs)).filter(
      ({ topic, partition }) => assignment[topic]?.includes(partition),
    );
    for (const { topic, partition, lag } of places)
      this.tell({ type: 'lag', topic, partition, messages: Number(lag) });
    const standing = places.find((place) => this.isStanding(place, isExcused));
    return standing && `${standing.topic}/${standing.partition}`;
  }

  /** Forgets what it saw: for a consumer that starts anew. */
  reset(): void {
    this.seen.clear();
  }

  private isStanding(
    { topic, partition, committed, lag }: Place,
    isExcused: (t: string, p: number) => boolean,
  ) {
    const name = `${topic}/${partition}`;
    const before = this.seen.get(name);
    if (lag === 0n || before?.committed !== committed || isExcused(topic, partition)) {
      this.seen.set(name, { committed, since: performance.now() });
      return false;
    }
    return performance.now() - before.since > this.stallAfterMs;
  }
}

async function placesIn(admin: Admin, groupId: string, topics: string[]): Promise<Place[]> {
  if (topics.length === 0) return [];
  const committed = await admin.fetchOffsets({ groupId, topics });
  const ends = await Promise.all(
    topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const),
  );
  const endOf = new Map(
    ends.flatMap(([topic, all]) => all.map((each) => [`${topic}/${each.partition}`, each] as const)),
  );
  return committed.flatMap(({ topic, partitions }) =>
    partitions.flatMap(({ partition, offset }) => {
      const end = endOf.get(`${topic}/${partition}`);
      return end ? [placeOf(topic, partition, BigInt(offset), BigInt(end.low), BigInt(end.high))] : [];
    }),
  );
}

function placeOf(topic: string, partition: number, committed: bigint, low: bigint, high: bigint): Place {
  const from = committed > low ? committed : low;
  return { topic, partition, committed, lag: high > from ? high - from : 0n };
}
