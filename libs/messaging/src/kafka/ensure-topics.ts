import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { growingPause } from '../consuming/growing-pause';
import { BrokerUnavailableError, TopicsNotReadyError } from '../errors';
import type { TopicSpec } from '../port';
import { explain } from './connection-trouble';
import { kafkaErrorType } from './refusal';
import type { SharedAdmin } from './shared-admin';

const defaultPartitions = 6;
const pauses = { first: 50, factor: 2, longest: 1000 };

/** Answers that asking again won't change. */
const final = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/**
 * Creates the topics that are missing and waits until all have leaders that answer.
 * @throws TopicsNotReadyError when the deadline has passed, or at once when the broker will never agree
 */
export async function ensureTopics(
  admin: SharedAdmin,
  topics: readonly TopicSpec[],
  deadlineMs: number,
): Promise<void> {
  const started = performance.now();
  const left = () => deadlineMs - (performance.now() - started);
  let reason: unknown;
  for (let turn = 1; topics.length > 0; turn += 1) {
    try {
      return await admin.ask((it) => provision(it, topics), Math.max(1, left()));
    } catch (error) {
      // An attempt that the deadline cut short knows less than the one before.
      if (reason === undefined || !(error instanceof BrokerUnavailableError)) reason = error;
      const pause = growingPause(turn, pauses);
      if (final.has(finalTypeOf(error)) || left() < pause) {
        const names = topics.map(({ topic }) => topic);
        throw new TopicsNotReadyError(names, deadlineMs, explain(reason), reason);
      }
      await sleep(pause);
    }
  }
}

async function provision(admin: Admin, topics: readonly TopicSpec[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !existing.has(topic));
  if (missing.length > 0) await create(admin, missing);
  const { topics: described } = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) });
  const leaderless = described.filter(({ partitions }) => partitions.some(({ leader }) => leader < 0));
  if (leaderless.length > 0)
    throw new Error(`no leader yet: ${leaderless.map(({ name }) => name).join(', ')}`);
  // A broker is named as the leader some time before it acts as one. Others may just have created them, so of all.
  await Promise.all(topics.map(({ topic }) => admin.fetchTopicOffsets(topic)));
}

/** Somebody else may have been quicker with some of them: that is no fault. */
async function create(admin: Admin, topics: readonly TopicSpec[]): Promise<void> {
  try {
    await admin.createTopics({ topics: topics.map(toKafka), waitForLeaders: false });
  } catch (error) {
    const faults = errorsIn(error).filter((each) => kafkaErrorType(each) !== 'TOPIC_ALREADY_EXISTS');
    if (faults.length > 0) throw faults[0];
  }
}

function toKafka({ topic, partitions, replicationFactor, config }: TopicSpec): ITopicConfig {
  return {
    topic,
    numPartitions: partitions ?? defaultPartitions,
    replicationFactor: replicationFactor ?? -1,
    configEntries: Object.entries(config ?? {}).map(([name, value]) => ({ name, value })),
  };
}

function errorsIn(error: unknown): unknown[] {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { errors } = at as { errors?: unknown };
    if (Array.isArray(errors)) return errors;
  }
  return [error];
}

function finalTypeOf(error: unknown): string {
  return kafkaErrorType(errorsIn(error)[0]) ?? '';
}
