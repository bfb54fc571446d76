import { eventually, freshPrefix } from '@ordersaga/test-kit';
import type { Consumer, ConsumerOptions, Messaging, ReceivedRecord } from '../../src';
import { noteRecord, readNote, type Note } from './notes';

/** Retries that don't hold a test up. */
export const quick = { attempts: 3, firstPauseMs: 5, longestPauseMs: 20 };

/** A store that is down. */
export class StoreAwayError extends Error {}

/** An error with a code, as ours have. */
export class CodedError extends Error {
  readonly code = 'no-good';
  override readonly name = 'CodedError';
}

type NoteConsumer = Partial<ConsumerOptions<Note>> & Pick<ConsumerOptions<Note>, 'handle'>;

/** Topics, a consumer group and its dead letters that belong to one test at a time. */
export class Room {
  messaging!: Messaging;
  prefix!: string;

  /** @param removeTopics removes the topics that begin so; for brokers that outlive a test */
  constructor(
    private readonly makeMessaging: () => Messaging,
    private readonly removeTopics?: (prefix: string) => Promise<void>,
  ) {}

  get topic(): string {
    return `${this.prefix}notes`;
  }

  get groupId(): string {
    return `${this.prefix}group`;
  }

  get deadLetterTopic(): string {
    return `${this.groupId}.dead-letter`;
  }

  async open(): Promise<void> {
    this.messaging = this.makeMessaging();
    this.prefix = freshPrefix('conform');
    await this.messaging.ensureTopics([
      { topic: this.topic, partitions: 3 },
      { topic: this.deadLetterTopic, partitions: 1 },
    ]);
  }

  async close(): Promise<void> {
    await this.messaging.close();
    await this.removeTopics?.(this.prefix);
  }

  /** A member of the room's group, with quick retries. */
  consumer(options: NoteConsumer): Consumer {
    const { groupId, topic, deadLetterTopic } = this;
    return this.messaging.consumer({
      groupId,
      topics: [topic],
      deadLetterTopic,
      decode: readNote,
      retry: quick,
      ...options,
    });
  }

  async publish(...notes: readonly Note[]): Promise<void> {
    await this.messaging
      .publisher()
      .publish(notes.map((note) => ({ topic: this.topic, ...noteRecord(note) })));
  }

  /** The dead letters so far, once there are as many as expected. */
  async letters(atLeast: number): Promise<ReceivedRecord[]> {
    const found: ReceivedRecord[] = [];
    const reader = this.messaging.consumer({
      groupId: freshPrefix(`${this.prefix}letters`),
      topics: [this.deadLetterTopic],
      deadLetterTopic: this.deadLetterTopic,
      decode: (record) => record,
      handle: (records) => Promise.resolve(void found.push(...records)),
    });
    await reader.start();
    await eventually(() => expect(found.length).toBeGreaterThanOrEqual(atLeast));
    await reader.stop();
    return found;
  }
}
