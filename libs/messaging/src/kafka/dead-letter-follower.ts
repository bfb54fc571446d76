import { randomUUID } from 'node:crypto';
import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import type { ParkedKeys } from '../consuming/parked-keys';
import type { OpenClient } from './kafka-client';
import { recordsOf } from './records-of-batch';
import type { SharedAdmin } from './shared-admin';

/** How long the broker may take to tell the ends of the topic, milliseconds. */
const answerMs = 5000;
/** How long reading what is new may take, milliseconds, before it is tried anew. */
const readingMs = 30_000;

/**
 * Keeps a consumer's parked keys as its dead-letter topic says, whichever member of the group wrote there. Costs one
 * question to the broker as long as nothing is new; only then the topic is read, as a group of its own that commits
 * nothing.
 */
export class DeadLetterFollower {
  /** Per partition the next offset to be read. */
  private readonly positions = new Map<number, bigint>();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly openClient: OpenClient,
    private readonly admin: SharedAdmin,
    private readonly topic: string,
    private readonly groupId: string,
    private readonly parked: ParkedKeys,
  ) {}

  /** Resolves once everything is known that was on the topic when it was called. */
  catchUp(): Promise<void> {
    this.turn = this.turn.catch(() => undefined).then(() => this.readUpToEnd());
    return this.turn;
  }

  /** The same, where parked keys may have been released meanwhile; no question asked when none is parked. */
  async refresh(): Promise<void> {
    if (this.parked.size > 0) await this.catchUp();
  }

  private async readUpToEnd(): Promise<void> {
    const missing = await this.missing();
    if (missing.size > 0) await this.read(missing);
  }

  /** The end offset of every partition that holds something unread. */
  private async missing(): Promise<Map<number, bigint>> {
    const offsets = await this.admin.ask((it) => it.fetchTopicOffsets(this.topic), answerMs);
    const ends = new Map<number, bigint>();
    for (const { partition, high, low } of offsets) {
      const position = this.positions.get(partition) ?? 0n;
      const from = position > BigInt(low) ? position : BigInt(low);
      this.positions.set(partition, from);
      if (BigInt(high) > from) ends.set(partition, BigInt(high));
    }
    return ends;
  }

  private async read(ends: ReadonlyMap<number, bigint>): Promise<void> {
    const client = this.openClient();
    const consumer = client.kafka.consumer({
      groupId: `${this.groupId}.dead-letter-reader.${randomUUID()}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 100,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
      await this.runUntil(consumer, ends);
    } finally {
      await client.dispose(() => consumer.disconnect());
    }
  }

  private async runUntil(consumer: KafkaConsumer, ends: ReadonlyMap<number, bigint>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const past = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('reading the dead letters took too long')), readingMs);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachBatch = (payload: EachBatchPayload) => {
        this.learnFrom(payload);
        if (this.isPast(ends)) resolve();
        return Promise.resolve();
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(reject);
      for (const [partition, offset] of this.positions)
        consumer.seek({ topic: this.topic, partition, offset: offset.toString() });
    });
    await past.finally(() => clearTimeout(timer));
  }

  private learnFrom({ batch }: EachBatchPayload): void {
    for (const record of recordsOf(batch)) this.parked.learn(record);
    const next = BigInt(batch.lastOffset()) + 1n;
    if (next > (this.positions.get(batch.partition) ?? 0n)) this.positions.set(batch.partition, next);
  }

  private isPast(ends: ReadonlyMap<number, bigint>): boolean {
    return [...ends].every(([partition, end]) => (this.positions.get(partition) ?? 0n) >= end);
  }
}
