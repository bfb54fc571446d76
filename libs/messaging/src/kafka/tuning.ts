/** The time settings of a Kafka consumer, milliseconds. */
export interface ConsumerTuning {
  /** A member not heard of for so long is dead, and its partitions go to others. */
  readonly sessionTimeoutMs: number;
  /** How often it says that it lives; a rebalance is noticed with it. */
  readonly heartbeatMs: number;
  /** How long the group waits, in a rebalance, for members that still work on a batch. */
  readonly rebalanceTimeoutMs: number;
  /** How long the broker holds an empty fetch open. Bounds how late a stop or a resumed partition is noticed. */
  readonly longPollMs: number;
  /** How long a stop waits for what is in hand and for the commit of what was done; a goodbye of 5 s comes on top. */
  readonly stopWithinMs: number;
  /** Offsets are committed at most so often. A crash makes as much be worked on again. */
  readonly commitEveryMs: number;
  /** Without progress for so long, though there is lag, a consumer is rebuilt. Longer than a long poll. */
  readonly stallAfterMs: number;
  /** How often lag and progress are looked at. */
  readonly probeEveryMs: number;
  /** How often, while there are dead letters, it is looked whether something was decided about them. */
  readonly lettersEveryMs: number;
}

/**
 * Ten seconds of session are far more than an event loop should ever block, yet short to wait for the partitions of a
 * killed process (the broker's lower bound is 6 s). A rebalance is noticed within a long poll and a heartbeat: 2 s.
 * Shorter ones cost a service at rest more than all else it does.
 */
export const defaultTuning: ConsumerTuning = {
  sessionTimeoutMs: 10_000,
  heartbeatMs: 1_000,
  rebalanceTimeoutMs: 30_000,
  longPollMs: 1_000,
  stopWithinMs: 10_000,
  commitEveryMs: 500,
  stallAfterMs: 60_000,
  probeEveryMs: 15_000,
  lettersEveryMs: 2_000,
};
