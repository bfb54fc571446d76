import { settingsOf } from '../consuming/consumer-settings';
import { DeadLetterOffice } from '../consuming/dead-letter-office';
import { Lanes } from '../consuming/lanes';
import { RecordRefusedError } from '../errors';
import { faultOf } from '../record-fault';
import type {
  Consumer,
  ConsumerOptions,
  Messaging,
  OutgoingRecord,
  Publisher,
  ReceivedRecord,
  TopicSpec,
} from '../port';
import { MemoryConsumer } from './memory-consumer';
import { MemoryGroup } from './memory-group';
import { MemoryTopic } from './memory-topic';

/** Messaging without a broker, for tests; also shows what lies on a topic. */
export interface MemoryMessaging extends Messaging {
  /** The records of a topic, by partition and offset; none when it does not exist. */
  recordsOf(topic: string): ReceivedRecord[];
}

/** Messaging that lives and ends with this object. It behaves as the one on Kafka does, see the conformance tests. */
export function createMemoryMessaging(): MemoryMessaging {
  return new InMemoryMessaging();
}

class InMemoryMessaging implements MemoryMessaging {
  private readonly topics = new Map<string, MemoryTopic>();
  private readonly groups = new Map<string, MemoryGroup>();
  private readonly consumers: Consumer[] = [];

  publisher(): Publisher {
    return {
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
      publish: (records) => this.publish(records),
    };
  }

  consumer<M>(options: ConsumerOptions<M>): Consumer {
    const { groupId, deadLetterTopic } = options;
    const settings = settingsOf(options);
    const group = this.group(groupId);
    for (const letter of this.recordsOf(deadLetterTopic)) group.parked.learn(letter);
    const office = new DeadLetterOffice(deadLetterTopic, groupId, (records) => this.publish(records));
    const consumer = new MemoryConsumer(settings, new Lanes(settings, group.parked, office), group);
    this.consumers.push(consumer);
    return consumer;
  }

  ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    for (const { topic, partitions } of topics)
      if (!this.topics.has(topic)) this.topics.set(topic, new MemoryTopic(partitions ?? 6));
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((each) => each.stop()));
  }

  recordsOf(topic: string): ReceivedRecord[] {
    return this.topics.get(topic)?.partitions.flatMap(({ records }) => records) ?? [];
  }

  private publish(records: readonly OutgoingRecord[]): Promise<void> {
    for (const [index, record] of records.entries()) {
      const topic = this.topics.get(record.topic);
      const fault = faultOf(record);
      if (fault !== undefined)
        return Promise.reject(new RecordRefusedError('invalid', fault, { record, index }));
      if (!topic)
        return Promise.reject(new RecordRefusedError('unknown-topic', 'no such topic', { record, index }));
      topic.append(record);
    }
    return Promise.resolve();
  }

  private group(groupId: string): MemoryGroup {
    let group = this.groups.get(groupId);
    if (!group) this.groups.set(groupId, (group = new MemoryGroup(this.topics)));
    return group;
  }
}
