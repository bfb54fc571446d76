import { BrokerUnavailableError } from '../errors';
import {
  silentLogger,
  type Consumer,
  type ConsumerOptions,
  type Logger,
  type Messaging,
  type Publisher,
  type TopicSpec,
} from '../port';
import { ensureTopics } from './ensure-topics';
import { kafkaClients, type ConnectionOptions, type OpenClient } from './kafka-client';
import { KafkaGroupConsumer } from './kafka-consumer';
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
  private deadLetters: Publisher | undefined;

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
    this.deadLetters ??= this.publisher();
    const { openClient, admin, deadLetters, tuning, logger } = this;
    const consumer = new KafkaGroupConsumer(options, { openClient, admin, deadLetters, tuning, logger });
    this.consumers.push(consumer);
    return consumer;
  }

  ensureTopics(topics: readonly TopicSpec[], options?: { readonly deadlineMs?: number }): Promise<void> {
    return ensureTopics(this.admin, topics, options?.deadlineMs ?? topicsDeadlineMs);
  }

  async check(): Promise<void> {
    try {
      await this.admin.ask((it) => it.describeCluster(), checkMs);
    } catch (error) {
      if (error instanceof BrokerUnavailableError) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      throw new BrokerUnavailableError(detail, { cause: error });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((each) => each.stop()));
    await Promise.all(this.publishers.map((each) => each.disconnect()));
    await this.admin.close();
  }
}
