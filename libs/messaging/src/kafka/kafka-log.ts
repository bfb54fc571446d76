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
  /^Response /,
  /^Failed to (send messages|connect to)/,
  /^(Connection (error|timeout)|Crash:)/,
  /this client is closed/,
];

/** Sends kafkajs's log lines to our logger: its info as debug, and what it calls errors but retries as warnings. */
export function toKafkaLog(logger: Logger): logCreator {
  return () => (entry) => {
    const { message } = entry.log;
    const context = { kafkajs: entry.namespace, ...fieldsOf(entry.log) };
    if (isQuiet(entry)) logger.debug(context, message);
    else logger.warn(context, message);
  };
}

function isQuiet({ level, log }: LogEntry): boolean {
  return level >= logLevel.INFO || noise.some((pattern) => pattern.test(log.message));
}

/** Our logger has a time of its own, and the message goes apart. */
function fieldsOf(log: LogEntry['log']): object {
  const said = new Set(['message', 'timestamp', 'logger']);
  return Object.fromEntries(Object.entries(log).filter(([name]) => !said.has(name)));
}
