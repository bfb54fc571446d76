import type { Producer, TopicMessages } from 'kafkajs';
import { BrokerUnavailableError, RecordRefusedError } from '../errors';
import type { OutgoingRecord, Publisher } from '../port';
import { findFaulty } from '../record-fault';
import { keyPartitioner } from './key-partitioner';
import type { KafkaClient, OpenClient } from './kafka-client';
import { refusalOf, toPublishError } from './refusal';
import { splitSends } from './split-sends';

interface OpenProducer {
  readonly client: KafkaClient;
  readonly producer: Producer;
  readonly connected: Promise<void>;
}

/** How long sends that were asked for may keep a disconnect waiting, milliseconds. */
const patienceMs = 5_000;

/** How long the leader may wait for its replicas, milliseconds. */
const acknowledgementTimeout = 10_000;

/**
 * The publisher on kafkajs: idempotent, acknowledged by all in-sync replicas, one send in flight. After a failed send
 * its producer is thrown away: kafkajs does not know which sequence numbers the broker has seen.
 */
export class KafkaPublisher implements Publisher {
  private current: OpenProducer | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly openClient: OpenClient) {}

  async connect(): Promise<void> {
    await this.inTurn(() => this.connected().catch((error: unknown) => this.fail(error)));
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length > 0) await this.inTurn(() => this.sendAll(records));
  }

  async disconnect(): Promise<void> {
    const limit = setTimeout(() => this.breakOff(), patienceMs);
    await this.inTurn(async () => {
      clearTimeout(limit);
      this.closed = true;
      const current = this.current;
      this.current = undefined;
      await current?.client.dispose(() => current.producer.disconnect());
    });
  }

  /** The send in flight fails, and so does every one behind it. */
  private breakOff(): void {
    this.closed = true;
    this.throwAway();
  }

  private async sendAll(records: readonly OutgoingRecord[]): Promise<void> {
    const faulty = findFaulty(records);
    let index = 0;
    for (const send of splitSends(records.slice(0, faulty?.index))) {
      await this.sendOrFindRefused(send, index);
      index += send.length;
    }
    if (faulty) throw new RecordRefusedError('invalid', faulty.fault, faulty);
  }

  /** A refusal does not say whose it is, so the records of a refused send go again one by one, in order. */
  private async sendOrFindRefused(send: readonly OutgoingRecord[], index: number): Promise<void> {
    try {
      await this.send(send);
    } catch (error) {
      this.throwAway();
      if (refusalOf(error) === undefined || send.length === 1) throw toPublishError(error, only(send, index));
      for (const [at, record] of send.entries()) await this.sendOrFindRefused([record], index + at);
    }
  }

  private async send(records: readonly OutgoingRecord[]): Promise<void> {
    const producer = await this.connected();
    await producer.sendBatch({ acks: -1, timeout: acknowledgementTimeout, topicMessages: byTopic(records) });
  }

  private async connected(): Promise<Producer> {
    if (this.closed) throw new BrokerUnavailableError('this publisher is closed');
    this.current ??= this.openProducer();
    await this.current.connected;
    return this.current.producer;
  }

  private openProducer(): OpenProducer {
    const client = this.openClient();
    const producer = client.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: keyPartitioner,
    });
    return { client, producer, connected: producer.connect() };
  }

  private fail(error: unknown): never {
    this.throwAway();
    throw toPublishError(error);
  }

  /** Breaks its connections at once, so that nothing of the failed send can arrive behind what is sent next. */
  private throwAway(): void {
    const current = this.current;
    this.current = undefined;
    void current?.client.dispose(() => Promise.resolve());
    void current?.producer.disconnect().catch(() => undefined);
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
  for (const { topic, key, value, headers, partition } of records) {
    const entry = topics.get(topic) ?? { topic, messages: [] };
    // kafkajs only reads them; a copy for each record would cost as much as encoding it.
    entry.messages.push(
      partition === undefined ? { key, value, headers } : { key, value, headers, partition },
    );
    topics.set(topic, entry);
  }
  return [...topics.values()];
}
