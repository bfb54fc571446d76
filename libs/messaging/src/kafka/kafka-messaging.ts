import { LetterDesk } from '../consuming/letter-desk';
import { LetterLedger } from '../consuming/letter-ledger';
import type { LetterSource } from '../consuming/letter-source';
import {
  silentLogger,
  type Consumer,
  type ConsumerOptions,
  type DeadLetters,
  type Logger,
  type Messaging,
  type OutgoingRecord,
  type Publisher,
  type TopicSpec,
} from '../port';
import { answered } from './answered';
import type { ConnectionOptions } from './connection-options';
import { ensureTopics } from './ensure-topics';
import { kafkaClients, type OpenClient } from './kafka-client';
import { KafkaGroupConsumer } from './kafka-consumer';
import { KafkaLetterSource } from './kafka-letter-source';
import { KafkaPublisher } from './kafka-publisher';
import { SharedAdmin } from './shared-admin';
import { defaultTuning, type ConsumerTuning } from './tuning';

/** How to reach Kafka, and how to behave there. */
export interface MessagingOptions extends ConnectionOptions {
  readonly logger?: Logger;
  /** Timings that differ from the defaults. */
  readonly tuning?: Partial<ConsumerTuning>;
}

/** How long a healthy broker may take to answer, milliseconds. */
const checkMs = 3000;
const topicsDeadlineMs = 60_000;
/** How long a topic may be without a leader before an operator hears of it, milliseconds. */
const patienceMs = 5000;

/** Messaging on Kafka. Connects when something is first needed of it. */
export function createMessaging(options: MessagingOptions): Messaging {
  return new KafkaMessaging(options);
}

class KafkaMessaging implements Messaging {
  private readonly openClient: OpenClient;
  private readonly admin: SharedAdmin;
  private readonly tuning: ConsumerTuning;
  private readonly logger: Logger;
  private readonly publishers: Publisher[] = [];
  private readonly consumers: Consumer[] = [];
  private letterPublisher: Publisher | undefined;

  constructor(options: MessagingOptions) {
    this.logger = options.logger ?? silentLogger;
    this.tuning = { ...defaultTuning, ...options.tuning };
    this.openClient = kafkaClients(options, this.logger);
    this.admin = new SharedAdmin(this.openClient);
  }

  publisher(): Publisher {
    const publisher = new KafkaPublisher(this.openClient);
    this.publishers.push(publisher);
    return publisher;
  }

  consumer<M>(options: ConsumerOptions<M>): Consumer {
    const { openClient, admin, tuning, logger } = this;
    const deadLetters = (this.letterPublisher ??= this.publisher());
    const consumer = new KafkaGroupConsumer(options, { openClient, admin, deadLetters, tuning, logger });
    this.consumers.push(consumer);
    return consumer;
  }

  deadLetters(topic: string): DeadLetters {
    const { openClient, admin } = this;
    const publisher = (this.letterPublisher ??= this.publisher());
    const ledger = new LetterLedger(undefined, Infinity);
    const source = new KafkaLetterSource({ openClient, admin, topic, groupId: topic }, ledger);
    const publish = (records: OutgoingRecord[]) => publisher.publish(records);
    return new LetterDesk({ topic, ledger, source: answering(source), publish });
  }

  async listTopics(): Promise<string[]> {
    return answered(() => this.admin.ask((it) => it.listTopics(), checkMs));
  }

  ensureTopics(topics: readonly TopicSpec[], options?: { readonly deadlineMs?: number }): Promise<void> {
    return ensureTopics(this.admin, topics, options?.deadlineMs ?? topicsDeadlineMs);
  }

  async check(): Promise<void> {
    await answered(() => this.admin.ask((it) => it.describeCluster(), checkMs));
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((each) => each.stop()));
    await Promise.all(this.publishers.map((each) => each.disconnect()));
    await this.admin.close();
  }
}

/** For operators, who ask once: whatever keeps the broker from answering is told as that. */
function answering(source: KafkaLetterSource): LetterSource {
  return {
    catchUp: () => answered(() => source.catchUp(), patienceMs),
    read: (letters) => answered(() => source.read(letters), patienceMs),
  };
}
