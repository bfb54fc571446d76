import { Kafka, logLevel } from 'kafkajs';
import type { NaiveMessage } from './messages';
import type { NaiveSettings } from './settings';

/** Kafka as every process of the naive saga reaches it. */
export function kafkaOf({ brokers }: NaiveSettings, clientId: string): Kafka {
  return new Kafka({ clientId, brokers: brokers.split(','), logLevel: logLevel.ERROR });
}

/** Handles the messages of some topics one by one; resolves once the group is joined. */
export async function consume(
  settings: NaiveSettings,
  group: string,
  topics: readonly string[],
  handle: (message: NaiveMessage) => Promise<void>,
): Promise<void> {
  const consumer = kafkaOf(settings, group).consumer({ groupId: settings.prefix + group });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    autoCommit: true,
    eachMessage: ({ message }) => handle(JSON.parse(message.value?.toString() ?? '') as NaiveMessage),
  });
  await joined;
}
