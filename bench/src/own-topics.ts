import type { Bench } from './bench';
import { plainKafka } from './references/plain-kafkajs';

/** Partitions of every topic of a case: as many as the services create. */
const partitions = 6;

/** Creates a topic that goes with the case. @returns its name */
export async function ownTopic(
  bench: Pick<Bench, 'backing' | 'prefix' | 'onEnd'>,
  name: string,
): Promise<string> {
  const topic = `${bench.prefix}${name}`;
  const admin = plainKafka(bench.backing.kafka).admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
  bench.onEnd(() => deleteTopics(bench, [topic]));
  return topic;
}

/** Deletes topics; those that are not there are nobody's trouble. */
export async function deleteTopics(bench: Pick<Bench, 'backing'>, topics: readonly string[]): Promise<void> {
  const admin = plainKafka(bench.backing.kafka).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const left = topics.filter((topic) => existing.has(topic));
    if (left.length > 0) await admin.deleteTopics({ topics: left });
  } finally {
    await admin.disconnect();
  }
}
