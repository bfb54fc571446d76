import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '@ordersaga/pace';
import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import type { ConsumerSettings } from '../consuming/consumer-settings';
import type { Assignment, Lanes } from '../consuming/lanes';
import type { Logger } from '../port';
import { HeldPartitions } from './held-partitions';
import type { KafkaClient } from './kafka-client';
import { noLongerThan } from './no-longer-than';
import { OffsetBook, type CommitOffsets } from './offset-book';
import { kafkaErrorType } from './refusal';
import type { ConsumerTuning } from './tuning';
import { workThroughBatch, type Tenure } from './work-through-batch';

/** What a session needs of the consumer it belongs to. */
export interface SessionSurroundings<M> {
  readonly client: KafkaClient;
  readonly settings: ConsumerSettings<M>;
  readonly tuning: ConsumerTuning;
  readonly lanes: Lanes<M>;
  readonly logger: Logger;
  /** Called when partitions were assigned; their records wait until it resolves. Rejecting: they are tried later. */
  readonly prepare: () => Promise<void>;
  readonly onJoined: (assignment: Assignment) => void;
}

/** Before a partition is tried again whose parked keys could not be learnt; milliseconds. */
const prepareAgainMs = 500;

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
  private readonly held: HeldPartitions;
  private commit: CommitOffsets | undefined;
  private book: OffsetBook;
  private generation = 0;
  private prepared: Promise<void> | undefined;
  private mustRejoin = false;
  private hasLeft = false;
  private readonly stopSignal = new AbortController();
  private lastTurn = performance.now();
  private fetchedAt = 0;
  private readonly pace: Pace;
  private assigned: Assignment = {};

  constructor(private readonly around: SessionSurroundings<M>) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.book = this.newBook();
    const { abovePerSecond: crowdedPerSecond, ms: pauseMs } = around.settings.gather;
    this.pace = new Pace({ crowdedPerSecond, pauseMs });
    this.consumer = this.makeConsumer();
    this.held = new HeldPartitions(this.consumer, around.logger);
    this.listen();
  }

  /** Joins the group; rejects when the broker is away. Stopped meanwhile, it takes back what it has done. */
  async start(): Promise<void> {
    const { topics, concurrency } = this.around.settings;
    const steps = [
      () => this.consumer.connect(),
      () => this.consumer.subscribe({ topics: [...topics], fromBeginning: true }),
      () => this.run(concurrency),
    ];
    for (const step of steps) {
      if (!this.stopping) await step();
    }
    if (this.stopping) await this.disconnect();
  }

  /**
   * Takes no more, waits for what is in hand, commits, leaves the group. Where that takes too long, the store or the broker
   * hangs say, it leaves all the same, as a killed process does: the work comes again. Never throws.
   */
  async stop(): Promise<void> {
    this.stopSignal.abort();
    this.held.close();
    const { tuning, logger, settings } = this.around;
    if (!(await noLongerThan(tuning.stopWithinMs, this.finish())))
      logger.warn({ groupId: settings.groupId }, 'what is in hand takes too long: stopped without it');
    this.book.close();
    await this.disconnect();
  }

  private async finish(): Promise<void> {
    await Promise.all(this.inHand);
    await this.book.flush();
  }

  /** Gives up on it without waiting for anything. */
  abandon(): void {
    this.stopSignal.abort();
    this.held.close();
    this.book.close();
    void this.disconnect();
  }

  /** Carries out what was decided about letters of its partitions, where nothing is being worked on. */
  async settleLetters(): Promise<void> {
    if (!(await this.isPrepared())) return;
    const tenure = this.tenure();
    const goOn = () => tenure.goOn();
    for (const [topic, partitions] of Object.entries(this.assigned))
      for (const partition of partitions) {
        const lane = this.around.lanes.of(topic, partition);
        if (!goOn() || !lane.hasLettersToSettle) continue;
        await this.keepInHand(lane.work([], { goOn, resolve: () => undefined }));
      }
  }

  /** How long the fetch loop has not turned, milliseconds; 0 while it waits for a handler. */
  get quietForMs(): number {
    return this.inHand.size > 0 ? 0 : performance.now() - this.lastTurn;
  }

  private get stopping(): boolean {
    return this.stopSignal.signal.aborted;
  }

  get assignment(): Assignment {
    return this.assigned;
  }

  private run(concurrency: number): Promise<void> {
    return this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (payload) => this.takeInHand(payload),
    });
  }

  private makeConsumer(): KafkaConsumer {
    const { client, settings, tuning } = this.around;
    return client.kafka.consumer({
      groupId: settings.groupId,
      sessionTimeout: tuning.sessionTimeoutMs,
      rebalanceTimeout: tuning.rebalanceTimeoutMs,
      heartbeatInterval: tuning.heartbeatMs,
      maxWaitTimeInMs: tuning.longPollMs,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  private listen(): void {
    const { consumer } = this;
    const { CRASH, DISCONNECT, FETCH, GROUP_JOIN, HEARTBEAT, REBALANCING, STOP } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    consumer.on(HEARTBEAT, () => (this.mustRejoin = false));
    consumer.on(REBALANCING, () => this.book.close()); // before it rejoins: still in the old generation
    consumer.on(FETCH, () => (this.fetchedAt = this.lastTurn = performance.now()));
    consumer.on(CRASH, ({ payload }) => this.end(`crashed: ${payload.error.message}`));
    // a crash stops and disconnects first and is told afterwards: leave it the time to say why
    const endSoon = (what: string) => setTimeout(() => this.end(what), 1000).unref();
    consumer.on(STOP, () => endSoon('stopped by itself'));
    consumer.on(DISCONNECT, () => endSoon('disconnected by itself'));
  }

  private joined(assignment: Assignment): void {
    this.book.discard();
    this.book = this.newBook();
    this.generation += 1;
    this.mustRejoin = false;
    this.prepared = undefined;
    this.assigned = assignment;
    this.lastTurn = performance.now();
    this.around.lanes.keepOnly(assignment);
    this.around.onJoined(assignment);
    // Not only when something comes: there may be letters to see to of a partition that nothing comes in from.
    void this.isPrepared();
  }

  private newBook(): OffsetBook {
    const commit: CommitOffsets = (offsets) => this.commit?.(offsets) ?? Promise.resolve();
    return new OffsetBook(commit, this.around.tuning.commitEveryMs, this.around.logger);
  }

  private async takeInHand(payload: EachBatchPayload): Promise<void> {
    this.commit = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    if (this.stopping) return;
    const work = this.workOn(payload).catch((error: unknown) => {
      this.around.logger.error({ err: error }, 'fault in the consumer itself');
      this.held.hold(payload.batch.topic, payload.batch.partition, prepareAgainMs);
    });
    const beat = setInterval(() => void this.beat(payload), this.around.tuning.heartbeatMs);
    await this.keepInHand(work);
    clearInterval(beat);
    this.lastTurn = performance.now();
    await this.letGather(payload);
  }

  /** A stop waits for this. */
  private async keepInHand(work: Promise<unknown>): Promise<void> {
    const done = work.then(() => undefined);
    this.inHand.add(done);
    await done;
    this.inHand.delete(done);
  }

  /** The next fetch waits for this. Batches of one fetch share the wait. */
  private async letGather({ batch }: EachBatchPayload): Promise<void> {
    this.pace.note(batch.messages.length);
    const pauseMs = this.pace.pauseAfter(this.fetchedAt);
    if (pauseMs > 0)
      await sleep(pauseMs, undefined, { signal: this.stopSignal.signal }).catch(() => undefined);
  }

  private async workOn(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    if (!(await this.isPrepared())) return this.held.hold(topic, partition, prepareAgainMs);
    const lane = this.around.lanes.of(topic, partition);
    const pause = await workThroughBatch(payload, lane, this.tenure(), this.stopSignal.signal);
    this.tellLag(payload);
    if (pause) this.held.hold(topic, partition, pause.ms);
  }

  private tellLag({ batch }: EachBatchPayload): void {
    const { topic, partition } = batch;
    this.around.settings.tell({ type: 'lag', topic, partition, messages: Number(batch.offsetLag()) });
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

  private tenure(): Tenure {
    const { generation, book } = this;
    const isOurs = () => generation === this.generation;
    return {
      isOurs,
      goOn: () => isOurs() && !this.stopping && !this.mustRejoin,
      mark: (topic, partition, offset) => book.mark(topic, partition, offset),
    };
  }

  private async beat(payload: EachBatchPayload): Promise<void> {
    if (this.hasLeft) return;
    try {
      await payload.heartbeat();
    } catch (error) {
      // finish the call in hand, then let kafkajs's own heartbeat find the same and rejoin
      this.mustRejoin = isMembershipError(error);
      this.around.logger.debug({ err: error }, 'no longer a member, or rebalancing');
    }
  }

  private async disconnect(): Promise<void> {
    this.hasLeft = true;
    await this.around.client.dispose(() => this.consumer.disconnect());
  }
}

function isMembershipError(error: unknown): boolean {
  const type = kafkaErrorType(error);
  return (
    type !== undefined && ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'].includes(type)
  );
}
