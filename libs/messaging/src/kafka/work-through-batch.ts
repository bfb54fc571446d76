import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { LaneContext, PartitionLane, Pause } from '../consuming/partition-lane';
import { recordsOf } from './records-of-batch';

/** The time in which a partition is ours: one generation of the group. */
export interface Tenure {
  /** Whether it still lasts. */
  isOurs(): boolean;
  /** False when what comes next should be left to whoever has the partition then. */
  goOn(): boolean;
  /** Notes the next offset to be read, to be committed. */
  mark(topic: string, partition: number, offset: string): void;
}

/** While a pause is sat out, the other partitions of the same fetch wait for it; milliseconds. */
const longestPauseInHandMs = 250;

/**
 * Gives a fetched batch to its lane, until it is through or not to go on with. Short pauses are sat out here, because
 * a partition that is held has to wait for the next fetch. Resolves with a longer one, for which to hold it.
 */
export async function workThroughBatch<M>(
  payload: EachBatchPayload,
  lane: PartitionLane<M>,
  tenure: Tenure,
  stop: AbortSignal,
): Promise<Pause | undefined> {
  let resolved = -1n;
  const context: LaneContext = {
    goOn: () => tenure.goOn() && payload.isRunning() && !payload.isStale(),
    resolve: ({ topic, partition, offset }) => {
      resolved = BigInt(offset);
      if (!tenure.isOurs()) return;
      payload.resolveOffset(offset);
      tenure.mark(topic, partition, (resolved + 1n).toString());
    },
  };
  let rest = recordsOf(payload.batch);
  for (;;) {
    const pause = await lane.work(rest, context);
    if (!pause || pause.ms > longestPauseInHandMs) return pause;
    rest = rest.filter(({ offset }) => BigInt(offset) > resolved);
    await sleep(pause.ms, undefined, { signal: stop }).catch(() => undefined);
  }
}
