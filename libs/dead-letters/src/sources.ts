import { createMessaging, type Messaging } from '@ordersaga/messaging';
import { reaching, UsageError } from './errors';
import { GroupSource } from './group-source';
import type { LetterSource } from './letter';
import { OutboxSource } from './outbox-source';
import type { Selection } from './selection';
import type { LetteredSystem } from './system';

const ending = '.dead-letter';

/** The sources that a selection may mean, and the way to close what they need. */
export interface OpenSources {
  readonly sources: readonly LetterSource[];
  close(): Promise<void>;
}

/**
 * Opens the outboxes and dead-letter topics that may hold what is selected, and no others: one that is away matters only
 * to who asks about it.
 * @throws UsageError when there is no such outbox or group
 * @throws NotReachableError
 */
export async function openSources(
  system: LetteredSystem,
  { outbox, group }: Selection,
): Promise<OpenSources> {
  const wanted = system.outboxes.filter(
    ({ name }) => group === undefined && (outbox === undefined || name === outbox),
  );
  if (outbox !== undefined && wanted.length === 0)
    throw new UsageError(
      noSuch(
        'outbox',
        outbox,
        system.outboxes.map(({ name }) => name),
      ),
    );
  const outboxes = wanted.map(({ name, url }) => new OutboxSource(name, url));
  const messaging = outbox === undefined ? messagingOf(system, group) : undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...outboxes.map((source) => source.close()), messaging?.close()]);
  };
  try {
    const groups = messaging ? await groupSources(messaging, system.prefix, group) : [];
    return { sources: [...outboxes, ...groups], close };
  } catch (error) {
    await close();
    throw error;
  }
}

function messagingOf({ kafka }: LetteredSystem, group: string | undefined): Messaging | undefined {
  if (kafka) return createMessaging({ ...kafka, clientId: 'dead-letters' });
  if (group === undefined) return undefined;
  throw new UsageError('KAFKA_BROKERS is not set: the letters of consumer groups lie on Kafka');
}

async function groupSources(
  messaging: Messaging,
  prefix: string,
  group: string | undefined,
): Promise<GroupSource[]> {
  const topics = await reaching('Kafka', () => messaging.listTopics());
  const groups = topics
    .filter((topic) => topic.startsWith(prefix) && topic.endsWith(ending))
    .map((topic) => topic.slice(prefix.length, -ending.length))
    .sort();
  const wanted = groups.filter((name) => group === undefined || name === group || name === prefix + group);
  if (group !== undefined && wanted.length === 0)
    throw new UsageError(noSuch('consumer group', group, groups));
  return wanted.map((name) => new GroupSource(messaging, name, prefix + name + ending));
}

function noSuch(what: string, name: string, there: readonly string[]): string {
  const known = there.length > 0 ? `there are ${there.join(', ')}` : 'there is none at all';
  return `there is no ${what} ${name} with dead letters: ${known}`;
}
