import type { Admin } from 'kafkajs';
import { plainKafka } from '../references/plain-kafkajs';
import { until, type Waiting } from './until';

/** Waits until no consumer group has anything before it, in all topics that begin with a prefix. @throws StuckError */
export async function untilAtRest(brokers: string, prefix: string, waiting: Waiting): Promise<void> {
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
    await until(async () => {
      const ends = await endsOf(admin, prefix);
      const lags = await Promise.all(own.map((groupId) => lagOf(admin, groupId, ends)));
      const behind = own
        .map((group, index) => `${group} by ${lags[index]}`)
        .filter((_, index) => lags[index]);
      return behind.length > 0 ? `behind: ${behind.join(', ')}` : undefined;
    }, waiting);
  } finally {
    await admin.disconnect();
  }
}

/** The end of each partition, by topic. */
async function endsOf(admin: Admin, prefix: string): Promise<Map<string, Map<number, number>>> {
  const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  return new Map(
    topics.map((topic, index) => [
      topic,
      new Map((ends[index] ?? []).map(({ partition, high }) => [partition, Number(high)])),
    ]),
  );
}

/** How many records of the topics that it reads a group has not taken in. */
async function lagOf(admin: Admin, groupId: string, ends: Map<string, Map<number, number>>): Promise<number> {
  const read = await admin.fetchOffsets({ groupId });
  return read
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => (ends.get(topic)?.get(partition) ?? 0) - Number(offset)),
    )
    .reduce((sum, lag) => sum + Math.max(0, lag), 0);
}
