import type { DeadLetterReason, OutgoingRecord } from '../port';
import { FetchedRecord } from './received';

/** The headers a dead letter carries besides the message's own; some stand on what is decided about letters, too. */
export const deadLetterHeader = {
  /** `unreadable`, `failed` or `parked-behind`. */
  reason: 'dead-letter-reason',
  error: 'dead-letter-error',
  errorCode: 'dead-letter-error-code',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  /** Of the message itself, milliseconds: tells it from one that has its place on a topic made anew. */
  timestamp: 'dead-letter-timestamp',
  group: 'dead-letter-group',
  attempts: 'dead-letter-attempts',
  at: 'dead-letter-at',
  /** Present when the value did not fit and has to be looked up at the original offset. */
  valueLeftOut: 'dead-letter-value-left-out',
  /** Present when the message's own headers were refused and have to be looked up there: their names. */
  headersLeftOut: 'dead-letter-headers-left-out',
  /** `replay` or `discard`, on a record that says what an operator has decided about a letter. */
  decision: 'dead-letter-decision',
  /** `replayed`, `discarded` or `kept`, on a record that says what the consumer has made of it. */
  outcome: 'dead-letter-outcome',
} as const;

const ourHeaders = new Set<string>(Object.values(deadLetterHeader));

/** Longer texts are cut: the letter must not outgrow what the topic takes. */
const longestText = 1000;

/** Why a message is given up. */
export interface Verdict {
  readonly reason: DeadLetterReason;
  readonly attempts: number;
  readonly error?: unknown;
}

/** The letter for a message given up: its own key, headers and value, and the verdict in headers. */
export function toDeadLetter(
  record: FetchedRecord,
  verdict: Verdict,
  to: { readonly topic: string; readonly group: string; readonly now: Date },
): OutgoingRecord {
  return {
    topic: to.topic,
    key: record.rawKey,
    value: record.value,
    headers: {
      ...record.rawHeaders,
      [deadLetterHeader.topic]: record.topic,
      [deadLetterHeader.partition]: String(record.partition),
      [deadLetterHeader.offset]: record.offset,
      [deadLetterHeader.timestamp]: String(record.timestamp.getTime()),
      [deadLetterHeader.group]: to.group,
      ...verdictHeaders(verdict, to.now),
    },
  };
}

/** Why, after how many attempts, and when. */
export function verdictHeaders({ reason, attempts, error }: Verdict, now: Date): Record<string, string> {
  return {
    [deadLetterHeader.reason]: reason,
    [deadLetterHeader.attempts]: String(attempts),
    [deadLetterHeader.at]: now.toISOString(),
    ...(error === undefined ? {} : errorHeaders(describeError(error))),
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
  const own = headers.filter(([name]) => !ourHeaders.has(name)).map(([name]) => name);
  return {
    ...letter,
    headers: {
      ...Object.fromEntries(headers.filter(([name]) => ourHeaders.has(name))),
      [deadLetterHeader.headersLeftOut]: own.join(', ').slice(0, longestText),
    },
  };
}

/** The message a letter was made of, or nothing when the letter could not hold all of it. */
export function toOriginal(letter: FetchedRecord): FetchedRecord | undefined {
  const { topic, partition, offset, timestamp, valueLeftOut, headersLeftOut } = deadLetterHeader;
  const { headers } = letter;
  if (valueLeftOut in headers || headersLeftOut in headers) return undefined;
  const at = { topic: headers[topic] ?? '', partition: Number(headers[partition]) };
  return new FetchedRecord(at, {
    offset: headers[offset] ?? '',
    key: letter.rawKey,
    headers: withoutOurs(letter.rawHeaders),
    value: letter.value,
    timestamp: headers[timestamp] ?? letter.timestamp,
  });
}

function withoutOurs(headers: FetchedRecord['rawHeaders']): FetchedRecord['rawHeaders'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ourHeaders.has(name)));
}

/** An error in words, and its code where it has one. */
export function describeError(error: unknown): { readonly error: string; readonly errorCode?: string } {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' || typeof code === 'number';
  return { error: text.slice(0, longestText), ...(known ? { errorCode: String(code) } : {}) };
}

function errorHeaders({ error, errorCode }: ReturnType<typeof describeError>): Record<string, string> {
  return {
    [deadLetterHeader.error]: error,
    ...(errorCode === undefined ? {} : { [deadLetterHeader.errorCode]: errorCode }),
  };
}
