import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer as KafkaConsumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumerSettings } from '../consuming/consumer-settings';
import type { Assignment, Lanes } from '../consuming/lanes';
import type { LaneContext, Pause } from '../consuming/partition-lane';
import type { Logger } from '../port';
import { OffsetBook } from './offset-book';
import { kafkaErrorType } from './refusal';
import { recordsOf } from './records-of-batch';
import type { ConsumerTuning } from './tuning';

/** What a session needs of the consumer it belongs to. */
export interface SessionSurroundings<M> {
  readonly kafka: Kafka;
  readonly settings: ConsumerSettings<M>;
  readonly tuning: ConsumerTuning;
  readonly lanes: Lanes<M>;
  readonly logger: Logger;
  /** Called when partitions were assigned; their records wait until it resolves. Rejecting: they are tried later. */
  readonly prepare: () => Promise<void>;
  readonly onJoined: (assignment: Assignment) => void;
}

/** How long a stop may take to say goodbye to the broker, milliseconds, once the work is done. */
const goodbyeMs = 5000;
const prepareAgainMs = 500;
/** While a pause is sat out, the other partitions of the same fetch wait for it. */
const longestPauseInHandMs = 250;

/**
 * The life of one kafkajs consumer, from connecting to its end, which is told once by `ended`. It never restarts
 * itself, and nothing a handler throws reaches it.
 */
export class ConsumerSession<M> {
  /** Resolves with the reason when this session is over and wasn't stopped. */
  readonly ended: Promise<string>;
  private end!: (reason: string) => void;
  private readonly consumer: KafkaConsumer;
  private readonly inHand = new Set<Promise<void>>();
  private readonly held = new Map<string, NodeJS.Timeout>();
  private commit: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  private book: OffsetBook;
  private generation = 0;
  private prepared: Promise<void> | undefined;
  private mustRejoin = false;
  private readonly stopSignal = new AbortController();
  private lastTurn = performance.now();
  private assigned: Assignment = {};

  constructor(private readonly around: SessionSurroundings<M>) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.book = this.newBook();
    this.consumer = this.makeConsumer();
    this.listen();
  }

  /** Joins the group; rejects when the broker is away. */
  async start(): Promise<void> {
    const { settings } = this.around;
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...settings.topics], fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: settings.concurrency,
      eachBatch: (payload) => this.takeInHand(payload),
    });
  }

  /** Takes no more, waits for what is in hand, commits, leaves the group. Never throws. */
  async stop(): Promise<void> {
    this.stopSignal.abort();
    for (const timer of this.held.values()) clearTimeout(timer);
    await Promise.all(this.inHand);
    await this.book.flush();
    this.book.close();
    await this.disconnect();
  }

  /** Gives up on it without waiting for anything. */
  abandon(): void {
    this.stopSignal.abort();
    for (const timer of this.held.values()) clearTimeout(timer);
    this.book.close();
    void this.disconnect();
  }

  /** The fetch loop has not turned for so long, milliseconds, with no handler to wait for. */
  get quietForMs(): number {
    return this.inHand.size > 0 ? 0 : performance.now() - this.lastTurn;
  }

  private get stopping(): boolean {
    return this.stopSignal.signal.aborted;
  }

  get assignment(): Assignment {
    return this.assigned;
  }

  private makeConsumer(): KafkaConsumer {
    const { kafka, settings, tuning } = this.around;
    return kafka.consumer({
      groupId: settings.groupId,
      sessionTimeout: tuning.sessionTimeoutMs,
      rebalanceTimeout: tuning.rebalanceTimeoutMs,
      heartbeatInterval: tuning.heartbeatMs,
      maxWaitTimeInMs: tuning.longPollMs,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
  }

  private listen(): void {
    const { consumer } = this;
    const { CRASH, DISCONNECT, FETCH, GROUP_JOIN, HEARTBEAT, REBALANCING, STOP } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    consumer.on(HEARTBEAT, () => (this.mustRejoin = false));
    consumer.on(REBALANCING, () => this.book.close());
    consumer.on(FETCH, () => (this.lastTurn = performance.now()));
    consumer.on(CRASH, ({ payload }) => this.end(`crashed: ${payload.error.message}`));
    // a crash stops and disconnects first and is told afterwards: leave it the time to say why
    const endSoon = (what: string) => setTimeout(() => this.end(what), 1000).unref();
    consumer.on(STOP, () => endSoon('stopped by itself'));
    consumer.on(DISCONNECT, () => endSoon('disconnected by itself'));
  }

  private joined(assignment: Assignment): void {
    this.book.close();
    this.book = this.newBook();
    this.generation += 1;
    this.mustRejoin = false;
    this.prepared = undefined;
    this.assigned = assignment;
    this.lastTurn = performance.now();
    this.around.lanes.keepOnly(assignment);
    this.around.onJoined(assignment);
  }

  private newBook(): OffsetBook {
    const commit = (offsets: Parameters<OffsetCommit>[0]) => this.commit?.(offsets) ?? Promise.resolve();
    return new OffsetBook(commit, this.around.tuning.commitEveryMs, this.around.logger);
  }

  private async takeInHand(payload: EachBatchPayload): Promise<void> {
    this.commit = payload.commitOffsetsIfNecessary;
    if (this.stopping) return;
    const work = this.workOn(payload).catch((error: unknown) => {
      this.around.logger.error({ err: error }, 'fault in the consumer itself');
      this.hold(payload.batch.topic, payload.batch.partition, prepareAgainMs);
    });
    this.inHand.add(work);
    const beat = setInterval(() => void this.beat(payload), this.around.tuning.heartbeatMs);
    await work;
    clearInterval(beat);
    this.inHand.delete(work);
    this.lastTurn = performance.now();
  }

  private async workOn(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    if (!(await this.isPrepared())) return this.hold(topic, partition, prepareAgainMs);
    const pause = await this.workThrough(payload);
    if (pause) this.hold(topic, partition, pause.ms);
  }

  /** Short pauses are sat out here, because a resumed partition has to wait for the next fetch. */
  private async workThrough(payload: EachBatchPayload): Promise<Pause | undefined> {
    const lane = this.around.lanes.of(payload.batch.topic, payload.batch.partition);
    const context = this.contextFor(payload);
    for (let rest = recordsOf(payload.batch); ;) {
      const pause = await lane.work(rest, context);
      if (!pause || pause.ms > longestPauseInHandMs) return pause;
      rest = rest.filter(({ offset }) => BigInt(offset) > context.resolved);
      await sleep(pause.ms, undefined, { signal: this.stopSignal.signal }).catch(() => undefined);
    }
  }

  private async isPrepared(): Promise<boolean> {
    try {
      await (this.prepared ??= this.around.prepare());
      return true;
    } catch (error) {
      this.prepared = undefined;
      this.around.logger.warn({ err: error }, 'parked keys not known yet, waiting');
      return false;
    }
  }

  private contextFor(payload: EachBatchPayload): LaneContext & { readonly resolved: bigint } {
    const { generation, book } = this;
    const isOurs = () => generation === this.generation;
    let resolved = -1n;
    return {
      get resolved() {
        return resolved;
      },
      goOn: () => isOurs() && !this.stopping && !this.mustRejoin && payload.isRunning() && !payload.isStale(),
      resolve: ({ topic, partition, offset }) => {
        resolved = BigInt(offset);
        if (!isOurs()) return;
        payload.resolveOffset(offset);
        book.mark(topic, partition, (BigInt(offset) + 1n).toString());
      },
    };
  }

  /** Fetches nothing of the partition for a while; its place stays where it is. */
  private hold(topic: string, partition: number, ms: number): void {
    if (this.stopping) return;
    const which = [{ topic, partitions: [partition] }];
    const name = `${topic}/${partition}`;
    this.quietly(() => this.consumer.pause(which));
    clearTimeout(this.held.get(name));
    const resume = () => {
      this.held.delete(name);
      this.quietly(() => this.consumer.resume(which));
    };
    this.held.set(name, setTimeout(resume, ms));
  }

  private async beat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      // finish the call in hand, then let kafkajs's own heartbeat find the same and rejoin
      this.mustRejoin = isMembershipError(error);
      this.around.logger.debug({ err: error }, 'no longer a member, or rebalancing');
    }
  }

  private async disconnect(): Promise<void> {
    const goodbye = this.consumer.disconnect().catch((error: unknown) => {
      this.around.logger.debug({ err: error }, 'consumer did not disconnect cleanly');
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([goodbye, new Promise((resolve) => (timer = setTimeout(resolve, goodbyeMs)))]);
    clearTimeout(timer);
  }

  private quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.around.logger.debug({ err: error }, 'the kafkajs consumer is gone already');
    }
  }
}

function isMembershipError(error: unknown): boolean {
  const type = kafkaErrorType(error);
  return (
    type !== undefined && ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'].includes(type)
  );
}

type OffsetCommit = ConstructorParameters<typeof OffsetBook>[0];
