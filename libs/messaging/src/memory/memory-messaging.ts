import { settingsOf } from '../consuming/consumer-settings';
import { DeadLetterOffice } from '../consuming/dead-letter-office';
import { Lanes } from '../consuming/lanes';
import { LetterDesk } from '../consuming/letter-desk';
import { LetterLedger } from '../consuming/letter-ledger';
import { RecordRefusedError } from '../errors';
import { faultOf } from '../record-fault';
import type {
  Consumer,
  ConsumerOptions,
  DeadLetters,
  Messaging,
  OutgoingRecord,
  Publisher,
  ReceivedRecord,
  TopicSpec,
} from '../port';
import { MemoryConsumer } from './memory-consumer';
import { MemoryGroup } from './memory-group';
import { MemoryLetters } from './memory-letters';
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
    const group = this.group(groupId, deadLetterTopic);
    group.letters.learn();
    const { letters: source } = group;
    const { ledger } = source;
    const office = new DeadLetterOffice(deadLetterTopic, groupId, (records) => this.publish(records));
    const consumer = new MemoryConsumer(settings, new Lanes(settings, { ledger, source, office }), group);
    this.consumers.push(consumer);
    return consumer;
  }

  deadLetters(topic: string): DeadLetters {
    const ledger = new LetterLedger(undefined, Infinity);
    const source = new MemoryLetters(() => this.topics.get(topic), ledger);
    return new LetterDesk({ topic, ledger, source, publish: (records) => this.publish(records) });
  }

  listTopics(): Promise<string[]> {
    return Promise.resolve([...this.topics.keys()]);
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
      for (const group of this.groups.values()) group.written(record.topic);
    }
    return Promise.resolve();
  }

  private group(groupId: string, deadLetterTopic: string): MemoryGroup {
    let group = this.groups.get(groupId);
    if (!group) this.groups.set(groupId, (group = new MemoryGroup(this.topics, deadLetterTopic)));
    return group;
  }
}
