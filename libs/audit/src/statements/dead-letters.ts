import { consumers } from '../consumers';
import type { Fault } from '../finding';
import type { TopicReader } from '../topic-reader';

/**
 * What the system's consumer groups have set aside, and nobody has replayed or discarded. Topics of other systems on the
 * same Kafka are not looked at, whatever they are called.
 */
export async function findDeadLetters(reader: TopicReader, prefix: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  // A group that has not been at work yet has no topic for them.
  for (const topic of await reader.existing(consumers.map(({ group }) => `${prefix}${group}.dead-letter`))) {
    const count = await reader.openLetters(topic);
    if (count > 0) faults.push({ key: topic, what: `${topic}: ${count} dead letters`, orders: [] });
  }
  return faults;
}
