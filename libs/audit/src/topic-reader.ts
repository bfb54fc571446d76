import { createMessaging, toKafkaConfig, type Messaging } from '@ordersaga/messaging';
import { readKafkaConnection } from '@ordersaga/service-runtime';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { readToEnd } from './read-to-end';
import type { AuditedSystem } from './system';

/** The end of each partition of a topic. */
export type Ends = readonly { readonly partition: number; readonly low: number; readonly high: number }[];

/** Looks at topics and consumer groups without taking part in them. */
export class TopicReader {
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly messaging: Messaging;

  /** @throws ConfigError */
  constructor({ brokers, environment }: Omit<AuditedSystem['kafka'], 'prefix'>) {
    const connection = readKafkaConnection({ ...environment, KAFKA_BROKERS: brokers });
    this.kafka = new Kafka({
      ...toKafkaConfig(connection),
      clientId: 'audit',
      logLevel: logLevel.NOTHING,
      retry: { retries: 3 },
    });
    this.admin = this.kafka.admin();
    this.messaging = createMessaging({ ...connection, clientId: 'audit' });
  }

  connect(): Promise<void> {
    return this.admin.connect();
  }

  async disconnect(): Promise<void> {
    await this.messaging.close();
    await this.admin.disconnect();
  }

  /** Those of these topics that are there. */
  async existing(topics: readonly string[]): Promise<string[]> {
    const there = new Set(await this.admin.listTopics());
    return topics.filter((topic) => there.has(topic));
  }

  /** How far a topic goes at this moment. */
  async ends(topic: string): Promise<Ends> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  }

  /** How many records of a topic, up to these ends, a consumer group has not taken in. */
  async lag(groupId: string, topic: string, ends: Ends): Promise<number> {
    const [group] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return ends.reduce((sum, { partition, low, high }) => {
      // -1: nothing was ever committed.
      const taken = Math.max(committed.get(partition) ?? -1, low);
      return sum + Math.max(0, high - taken);
    }, 0);
  }

  /** The dead letters on a topic that nobody has replayed or discarded. */
  async openLetters(deadLetterTopic: string): Promise<number> {
    return (await this.messaging.deadLetters(deadLetterTopic).list()).length;
  }

  /** The `ce_id` of every record of a topic. */
  async messageIds(topic: string): Promise<Set<string>> {
    const ids = new Set<string>();
    await readToEnd(this.kafka, topic, (records) => {
      for (const { headers } of records) ids.add(headers?.ce_id?.toString() ?? '');
    });
    return ids;
  }
}
