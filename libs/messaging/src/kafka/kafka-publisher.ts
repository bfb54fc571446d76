import { Partitioners, type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import { BrokerUnavailableError } from '../errors';
import type { OutgoingRecord, Publisher } from '../port';
import { assertValid, refusalOf, toPublishError } from './refusal';
import { splitSends } from './split-sends';

/** How long the leader may wait for its replicas, milliseconds. */
const acknowledgementTimeout = 10_000;

/**
 * The publisher on kafkajs: idempotent, acknowledged by all in-sync replicas, one send in flight. After a failed send
 * its producer is thrown away: kafkajs does not know which sequence numbers the broker has seen.
 */
export class KafkaPublisher implements Publisher {
  private producer: Promise<Producer> | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly kafka: Kafka) {}

  async connect(): Promise<void> {
    await this.inTurn(() => this.connected().catch((error: unknown) => this.fail(error)));
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    assertValid(records);
    if (records.length > 0) await this.inTurn(() => this.sendAll(records));
  }

  async disconnect(): Promise<void> {
    await this.inTurn(async () => {
      this.closed = true;
      await this.throwAway();
    });
  }

  private async sendAll(records: readonly OutgoingRecord[]): Promise<void> {
    let index = 0;
    for (const send of splitSends(records)) {
      await this.sendOrFindRefused(send, index);
      index += send.length;
    }
  }

  /** A refusal does not say whose it is, so the records of a refused send go again one by one, in order. */
  private async sendOrFindRefused(send: readonly OutgoingRecord[], index: number): Promise<void> {
    try {
      await this.send(send);
    } catch (error) {
      void this.throwAway();
      if (refusalOf(error) === undefined || send.length === 1) throw toPublishError(error, only(send, index));
      for (const [at, record] of send.entries()) await this.sendOrFindRefused([record], index + at);
    }
  }

  private async send(records: readonly OutgoingRecord[]): Promise<void> {
    const producer = await this.connected();
    await producer.sendBatch({ acks: -1, timeout: acknowledgementTimeout, topicMessages: byTopic(records) });
  }

  private connected(): Promise<Producer> {
    if (this.closed) return Promise.reject(new BrokerUnavailableError('this publisher is closed'));
    this.producer ??= this.makeProducer();
    return this.producer;
  }

  private async makeProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      void producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private fail(error: unknown): never {
    void this.throwAway();
    throw toPublishError(error);
  }

  private async throwAway(): Promise<void> {
    const producer = this.producer;
    this.producer = undefined;
    await producer?.then((it) => it.disconnect()).catch(() => undefined);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}

function only(send: readonly OutgoingRecord[], index: number) {
  const record = send[0];
  return send.length === 1 && record ? { record, index } : undefined;
}

function byTopic(records: readonly OutgoingRecord[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, key, value, headers } of records) {
    const entry = topics.get(topic) ?? { topic, messages: [] };
    entry.messages.push({ key, value, headers: { ...headers } });
    topics.set(topic, entry);
  }
  return [...topics.values()];
}
