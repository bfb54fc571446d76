import type { DeadLetterReason, OutgoingRecord, ReceivedRecord } from '../port';
import type { FetchedRecord } from './received';

/** The headers a dead letter carries besides the message's own. */
export const deadLetterHeader = {
  /** `unreadable`, `failed`, `parked-behind`, or `released` on a record that lets a parked key go on. */
  reason: 'dead-letter-reason',
  error: 'dead-letter-error',
  errorCode: 'dead-letter-error-code',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  group: 'dead-letter-group',
  attempts: 'dead-letter-attempts',
  at: 'dead-letter-at',
  /** Present when the value did not fit and has to be looked up at the original offset. */
  valueLeftOut: 'dead-letter-value-left-out',
  /** Present when the message's own headers were refused and have to be looked up there: their names. */
  headersLeftOut: 'dead-letter-headers-left-out',
} as const;

const verdictHeaders = new Set<string>(Object.values(deadLetterHeader));

/** Longer texts are cut: the letter must not outgrow what the topic takes. */
const longestText = 1000;

/** Why and by whom a message is given up. */
export interface Verdict {
  readonly reason: DeadLetterReason;
  readonly attempts: number;
  readonly error?: unknown;
}

/** The letter for a message given up: its own key, headers and value, and the verdict in headers. */
export function toDeadLetter(
  record: FetchedRecord,
  { reason, attempts, error }: Verdict,
  to: { readonly topic: string; readonly group: string; readonly now: Date },
): OutgoingRecord {
  return {
    topic: to.topic,
    key: record.rawKey,
    value: record.value,
    headers: {
      ...record.rawHeaders,
      [deadLetterHeader.reason]: reason,
      [deadLetterHeader.topic]: record.topic,
      [deadLetterHeader.partition]: String(record.partition),
      [deadLetterHeader.offset]: record.offset,
      [deadLetterHeader.group]: to.group,
      [deadLetterHeader.attempts]: String(attempts),
      [deadLetterHeader.at]: to.now.toISOString(),
      ...(error === undefined ? {} : describeError(error)),
    },
  };
}

/** The same letter without its value, for a topic that does not take it whole. */
export function withoutValue(letter: OutgoingRecord): OutgoingRecord {
  const size = letter.value === null ? 0 : Buffer.byteLength(letter.value);
  return {
    ...letter,
    value: null,
    headers: { ...letter.headers, [deadLetterHeader.valueLeftOut]: `${size} bytes` },
  };
}

/** The same letter without the headers of its message, for a topic that does not take those. */
export function withoutOwnHeaders(letter: OutgoingRecord): OutgoingRecord {
  const headers = Object.entries(letter.headers);
  const own = headers.filter(([name]) => !verdictHeaders.has(name)).map(([name]) => name);
  return {
    ...letter,
    headers: {
      ...Object.fromEntries(headers.filter(([name]) => verdictHeaders.has(name))),
      [deadLetterHeader.headersLeftOut]: own.join(', ').slice(0, longestText),
    },
  };
}

/**
 * A record for the dead-letter topic that lets a key's messages through again, once its letters have been
 * dealt with.
 */
export function toRelease(deadLetterTopic: string, topic: string, key: string): OutgoingRecord {
  const headers = { [deadLetterHeader.reason]: 'released', [deadLetterHeader.topic]: topic };
  return { topic: deadLetterTopic, key, value: null, headers };
}

/** What a record of a dead-letter topic says about its key: parked, released, or nothing. */
export function parkingOf(
  letter: ReceivedRecord,
): { parked: boolean; topic: string; key: string } | undefined {
  const reason = letter.headers[deadLetterHeader.reason];
  const topic = letter.headers[deadLetterHeader.topic];
  if (topic === undefined || letter.key === null) return undefined;
  if (reason === 'failed' || reason === 'parked-behind') return { parked: true, topic, key: letter.key };
  if (reason === 'released') return { parked: false, topic, key: letter.key };
  return undefined;
}

function describeError(error: unknown): Record<string, string> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  return {
    [deadLetterHeader.error]: text.slice(0, longestText),
    ...(typeof code === 'string' || typeof code === 'number'
      ? { [deadLetterHeader.errorCode]: String(code) }
      : {}),
  };
}
