import { logLevel, type LogEntry, type logCreator } from 'kafkajs';
import type { Logger } from '../port';

/** Said at every start or rebalance, or of what is dealt with and told by us: of use only when looking for a fault. */
const noise = [
  /^Limiting retries for the idempotent producer/,
  /^The group is rebalancing, re-joining/,
  /^(Starting|Stopped)$/,
  /^(Pausing|Resuming) fetching from/,
  /^consumer not running, exiting/,
  /^Consumer has joined the group/,
  /^Response (Heartbeat|JoinGroup|SyncGroup|OffsetCommit|CreateTopics|Metadata)/,
  /^Failed to send messages/,
];

/** Sends kafkajs's log lines to our logger: its info as debug, and what it calls errors but retries as warnings. */
export function toKafkaLog(logger: Logger): logCreator {
  return () => (entry) => {
    const { message, timestamp: _, logger: _name, ...fields } = entry.log;
    const context = { kafkajs: entry.namespace, ...fields };
    if (isQuiet(entry)) logger.debug(context, message);
    else logger.warn(context, message);
  };
}

function isQuiet({ level, log }: LogEntry): boolean {
  return level >= logLevel.INFO || noise.some((pattern) => pattern.test(log.message));
}
