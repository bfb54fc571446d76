import type { Finding } from '../finding';
import { readTable } from '../read-table';
import type { AuditedSystem } from '../system';
import { TopicReader } from '../topic-reader';

/** Who reads what. */
const consumers: Readonly<Record<string, readonly string[]>> = {
  order: ['stock.integration-events', 'payment.integration-events'],
  stock: ['order.integration-events'],
  payment: ['stock.integration-events', 'order.integration-events'],
  'sales-projection': ['order.domain-events'],
  'success-rate-projection': ['order.domain-events'],
};

/**
 * 6: no event is lost between a commit and every consumer; none has its effect twice. Every outbox row lies on its
 * topic, every consumer group is at the end of what it reads, and nothing was set aside. (That nothing has its effect
 * twice shows in the other statements: a doubled effect breaks one of their sums.)
 */
export async function checkDelivery({ databases, kafka }: AuditedSystem): Promise<Finding> {
  const reader = new TopicReader(kafka.brokers);
  await reader.connect();
  try {
    const { faults, messages } = await checkOutboxes(reader, Object.entries(databases));
    for (const [group, topics] of Object.entries(consumers))
      for (const topic of topics)
        faults.push(...(await checkLag(reader, kafka.prefix + group, kafka.prefix + topic)));
    for (const topic of (await reader.topics(kafka.prefix)).filter((name) => name.endsWith('.dead-letter'))) {
      const count = await reader.count(topic);
      if (count > 0) faults.push(`${topic}: ${count} dead letters`);
    }
    const figure = `${messages} messages of ${Object.keys(databases).length} outboxes found on their topics`;
    return { statement: 6, title: 'No event is lost on its way, none has its effect twice', figure, faults };
  } finally {
    await reader.disconnect();
  }
}

async function checkOutboxes(
  reader: TopicReader,
  databases: readonly (readonly [string, string])[],
): Promise<{ faults: string[]; messages: number }> {
  const faults: string[] = [];
  let messages = 0;
  for (const [service, url] of databases) {
    const rows = await readTable<{ message_id: string; topic: string }>(url, 'list-outbox-messages');
    messages += rows.length;
    for (const [topic, written] of groupBy(rows)) {
      const published = await reader.messageIds(topic);
      const lost = written.filter((id) => !published.has(id));
      faults.push(...lost.map((id) => `message ${id} of ${service}'s outbox is not on ${topic}`));
    }
    const [dead] = await readTable<{ count: number }>(url, 'count-outbox-dead-letters');
    if (dead && dead.count > 0) faults.push(`${service}'s outbox: ${dead.count} dead letters`);
  }
  return { faults, messages };
}

function groupBy(rows: readonly { message_id: string; topic: string }[]): Map<string, string[]> {
  const byTopic = new Map<string, string[]>();
  for (const { topic, message_id } of rows) {
    const ids = byTopic.get(topic);
    if (ids) ids.push(message_id);
    else byTopic.set(topic, [message_id]);
  }
  return byTopic;
}

async function checkLag(reader: TopicReader, groupId: string, topic: string): Promise<string[]> {
  const lag = await reader.lag(groupId, topic);
  return lag > 0 ? [`${groupId} has ${lag} records of ${topic} before it`] : [];
}
