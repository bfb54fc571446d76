import type { LetterLedger } from '../consuming/letter-ledger';
import type { OpenClient } from './kafka-client';
import { readRanges, type Range } from './read-range';
import type { SharedAdmin } from './shared-admin';

/** How long the broker may take to tell the ends of the topic, milliseconds. */
const answerMs = 5000;

/** The way to a dead-letter topic. */
export interface DeadLetterPlace {
  readonly openClient: OpenClient;
  readonly admin: SharedAdmin;
  readonly topic: string;
  /** Whoever reads it, for the name of the group it is read as. */
  readonly groupId: string;
}

/**
 * Keeps a ledger as its dead-letter topic says, whichever member of the group wrote there. Costs one question to the
 * broker as long as nothing is new; only then the topic is read.
 */
export class DeadLetterFollower {
  /** Per partition the next offset to be read. */
  private readonly positions = new Map<number, bigint>();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: DeadLetterPlace,
    private readonly ledger: LetterLedger,
  ) {}

  /** Resolves once everything is known that was on the topic when it was called. */
  catchUp(): Promise<void> {
    this.turn = this.turn.catch(() => undefined).then(() => this.readUpToEnd());
    return this.turn;
  }

  private async readUpToEnd(): Promise<void> {
    const { openClient, topic, groupId } = this.place;
    const ranges = await this.unread();
    await readRanges(openClient, groupId, { topic, ranges }, (records, partition, next) => {
      for (const record of records) this.ledger.learn(record);
      if (next > (this.positions.get(partition) ?? 0n)) this.positions.set(partition, next);
    });
  }

  /** What is unread, of every partition that holds something unread. */
  private async unread(): Promise<Map<number, Range>> {
    const { admin, topic } = this.place;
    const offsets = await admin.ask((it) => it.fetchTopicOffsets(topic), answerMs);
    const unread = new Map<number, Range>();
    for (const { partition, high, low } of offsets) {
      const position = this.positions.get(partition) ?? 0n;
      const from = position > BigInt(low) ? position : BigInt(low);
      this.positions.set(partition, from);
      if (BigInt(high) > from) unread.set(partition, { from, to: BigInt(high) });
    }
    return unread;
  }
}
