import { consumers, shortType } from '../consumers';
import { checking } from '../errors';
import type { Fault, Finding } from '../finding';
import { Snapshot } from '../snapshot';
import type { AuditedSystem } from '../system';
import type { Ends, TopicReader } from '../topic-reader';
import { findDeadLetters } from './dead-letters';

interface OutboxRow {
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
}
interface DoubledRow {
  readonly key: string;
  readonly what: string;
  readonly times: number;
}
/** What one outbox has to say, and what of it is wrong by itself. */
interface Outbox {
  readonly service: string;
  readonly messages: readonly OutboxRow[];
  readonly faults: readonly Fault[];
}

/** How far the topics went when the audit began: what came later is not waited for. */
export type Beginning = ReadonlyMap<string, Ends>;

/** Notes how far each topic goes by now. */
export async function beginDelivery(reader: TopicReader, prefix: string): Promise<Beginning> {
  const names = new Set(consumers.flatMap(({ topics }) => topics.map((topic) => prefix + topic)));
  return new Map(
    await Promise.all([...names].map(async (topic) => [topic, await reader.ends(topic)] as const)),
  );
}

/**
 * 6: no event is lost between a commit and every consumer; none has its effect twice. Every event has its message,
 * every message lies on its topic and stands in the inboxes of those it is for, every consumer group is past it, and
 * nothing was set aside; no message is written twice and no revision answered twice. (A doubled effect shows in the
 * sums of the other statements as well.)
 */
export async function checkDelivery(
  { databases, kafka }: AuditedSystem,
  reader: TopicReader,
  beginning: Beginning,
): Promise<Finding> {
  const outboxes: Outbox[] = [];
  for (const [service, url] of Object.entries(databases))
    outboxes.push(await checking(`the outbox of ${service}`, () => readOutbox(service, url)));
  const messages = outboxes.flatMap((outbox) => outbox.messages);
  const inboxes = await checkInboxes(databases, kafka.prefix, messages);
  const topics = await checking('Kafka', async () => [
    ...(await findUnpublished(reader, outboxes)),
    ...(await findLag(reader, kafka.prefix, beginning)),
    ...(await findDeadLetters(reader, kafka.prefix)),
  ]);
  return {
    statement: 6,
    title: 'No event is lost on its way, none has its effect twice',
    figures: { outboxMessages: messages.length, inboxMessages: inboxes.claimed, topics: beginning.size },
    faults: [...outboxes.flatMap(({ faults }) => faults), ...topics, ...inboxes.faults],
  };
}

function readOutbox(service: string, url: string): Promise<Outbox> {
  return Snapshot.of(url, async (snapshot) => {
    const messages: OutboxRow[] = [];
    await snapshot.each<OutboxRow>('list-outbox-messages', (row) => messages.push(row));
    const faults: Fault[] = (await snapshot.all<DoubledRow>('list-doubled-messages')).map(
      ({ key, what, times }) => ({
        key: `${key} ${what}`,
        what: `${service} told ${what} ${times} times (key ${key})`,
        orders: [key],
      }),
    );
    const [dead] = await snapshot.all<{ count: number }>('count-outbox-dead-letters');
    if (dead && dead.count > 0)
      faults.push({
        key: `${service} dead`,
        what: `${service}'s outbox: ${dead.count} dead letters`,
        orders: [],
      });
    if (service === 'order') faults.push(...(await eventsWithoutMessage(snapshot)));
    return { service, messages, faults };
  });
}

async function eventsWithoutMessage(snapshot: Snapshot): Promise<Fault[]> {
  const rows = await snapshot.all<{ order_id: string; version: number }>('list-events-without-message');
  return rows.map(({ order_id, version }) => ({
    key: `${order_id}@${version}`,
    what: `order ${order_id}: its event ${version} was never put into the outbox`,
    orders: [order_id],
  }));
}

async function findUnpublished(reader: TopicReader, outboxes: readonly Outbox[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { service, messages } of outboxes)
    for (const topic of new Set(messages.map((message) => message.topic))) {
      const published = await reader.messageIds(topic);
      for (const message of messages)
        if (message.topic === topic && !published.has(message.message_id))
          faults.push(missing(message, `of ${service}'s outbox is not on ${topic}`));
    }
  return faults;
}

/** A message that is not where it should be; most are about the order that is their key. */
function missing({ message_id, key, type }: OutboxRow, where: string): Fault {
  const isOfOrder = !shortType(type).startsWith('product.');
  const what = `message ${message_id} (${shortType(type)} of ${key}) ${where}`;
  return { key: `${message_id} ${where}`, what, orders: isOfOrder ? [key] : [] };
}

async function checkInboxes(
  databases: AuditedSystem['databases'],
  prefix: string,
  messages: readonly OutboxRow[],
): Promise<{ faults: Fault[]; claimed: number }> {
  const faults: Fault[] = [];
  let claimed = 0;
  for (const { group, topics, notes } of consumers) {
    const url = Object.entries(databases).find(([service]) => service === group)?.[1];
    if (!notes || url === undefined) continue;
    const inbox = await checking(`the inbox of ${group}`, () => readInbox(url));
    claimed += inbox.size;
    const isForIt = ({ topic, type }: OutboxRow): boolean =>
      notes.has(shortType(type)) && topics.some((name) => prefix + name === topic);
    for (const message of messages)
      if (isForIt(message) && !inbox.has(message.message_id))
        faults.push(missing(message, `was not taken in by ${group}`));
  }
  return { faults, claimed };
}

function readInbox(url: string): Promise<Set<string>> {
  return Snapshot.of(url, async (snapshot) => {
    const ids = new Set<string>();
    await snapshot.each<{ message_id: string }>('list-inbox-messages', ({ message_id }) =>
      ids.add(message_id),
    );
    return ids;
  });
}

async function findLag(reader: TopicReader, prefix: string, beginning: Beginning): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { group, topics } of consumers)
    for (const topic of topics.map((name) => prefix + name)) {
      const lag = await reader.lag(prefix + group, topic, beginning.get(topic) ?? []);
      const what = `${prefix}${group} has ${lag} records of ${topic} before it`;
      if (lag > 0) faults.push({ key: `${group} ${topic} lag`, what, orders: [] });
    }
  return faults;
}
