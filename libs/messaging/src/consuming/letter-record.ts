import type {
  DeadLetter,
  DeadLetterDecision,
  DeadLetterOrigin,
  DeadLetterOutcome,
  DeadLetterReason,
  OutgoingRecord,
  ReceivedRecord,
} from '../port';
import { deadLetterHeader, verdictHeaders, type Verdict } from './dead-letter';

/** A letter; one that was only just written has no place yet. */
export type Letter = Omit<DeadLetter, 'waitsFor' | 'place'> & Partial<Pick<DeadLetter, 'place'>>;

/** What became of a letter: it is done with, or it stays, for this reason. */
export type Fate =
  { readonly outcome: DeadLetterOutcome } | { readonly outcome: 'kept'; readonly verdict: Verdict };

/** What a record of a dead-letter topic says. */
export type LetterRecord =
  | { readonly says: 'letter'; readonly letter: Letter }
  | { readonly says: 'decided'; readonly origin: DeadLetterOrigin; readonly decision: DeadLetterDecision }
  | { readonly says: 'ended'; readonly origin: DeadLetterOrigin; readonly outcome: DeadLetterOutcome }
  | { readonly says: 'kept'; readonly origin: DeadLetterOrigin; readonly verdict: LetterVerdict };

/** A verdict as it is read. */
export type LetterVerdict = Pick<Letter, 'reason' | 'attempts' | 'givenUpAt' | 'error' | 'errorCode'>;

const reasons: ReadonlySet<string> = new Set<DeadLetterReason>(['unreadable', 'failed', 'parked-behind']);

/** Reads a record of a dead-letter topic; undefined for what is none of ours. */
export function readLetterRecord(record: ReceivedRecord): LetterRecord | undefined {
  const { headers } = record;
  const origin = originIn(headers);
  if (origin === undefined) return undefined;
  const decision = headers[deadLetterHeader.decision];
  if (decision === 'replay' || decision === 'discard') return { says: 'decided', origin, decision };
  const outcome = headers[deadLetterHeader.outcome];
  if (outcome === 'replayed' || outcome === 'discarded') return { says: 'ended', origin, outcome };
  const verdict = verdictIn(record);
  if (verdict === undefined) return undefined;
  if (outcome === 'kept') return { says: 'kept', origin, verdict };
  const { partition, offset, key } = record;
  const group = headers[deadLetterHeader.group] ?? '';
  return { says: 'letter', letter: { ...origin, ...verdict, key, group, place: { partition, offset } } };
}

/** The record that says what has been decided about a letter. It stands in the letter's own partition, behind it. */
export function toDecision(
  topic: string,
  letter: Letter,
  decision: DeadLetterDecision,
  now: Date,
): OutgoingRecord {
  const headers = { [deadLetterHeader.decision]: decision, [deadLetterHeader.at]: now.toISOString() };
  return aboutLetter(topic, letter, headers);
}

/** The record that says what became of a letter. */
export function toOutcome(topic: string, letter: Letter, fate: Fate, now: Date): OutgoingRecord {
  const why = 'verdict' in fate ? verdictHeaders(fate.verdict, now) : {};
  const headers = { [deadLetterHeader.outcome]: fate.outcome, [deadLetterHeader.at]: now.toISOString() };
  return aboutLetter(topic, letter, { ...headers, ...why });
}

function aboutLetter(topic: string, letter: Letter, headers: Record<string, string>): OutgoingRecord {
  const { key, place } = letter;
  return {
    topic,
    key,
    value: null,
    ...(place === undefined ? {} : { partition: place.partition }),
    headers: {
      [deadLetterHeader.topic]: letter.topic,
      [deadLetterHeader.partition]: String(letter.partition),
      [deadLetterHeader.offset]: letter.offset,
      ...(letter.timestamp === undefined ? {} : { [deadLetterHeader.timestamp]: letter.timestamp }),
      ...headers,
    },
  };
}

function originIn(headers: ReceivedRecord['headers']): DeadLetterOrigin | undefined {
  const topic = headers[deadLetterHeader.topic];
  const partition = headers[deadLetterHeader.partition];
  const offset = headers[deadLetterHeader.offset];
  if (topic === undefined || partition === undefined || offset === undefined) return undefined;
  const timestamp = headers[deadLetterHeader.timestamp];
  return { topic, partition: Number(partition), offset, ...(timestamp === undefined ? {} : { timestamp }) };
}

function verdictIn({ headers, timestamp }: ReceivedRecord): LetterVerdict | undefined {
  const reason = headers[deadLetterHeader.reason];
  if (reason === undefined || !reasons.has(reason)) return undefined;
  const at = new Date(headers[deadLetterHeader.at] ?? NaN);
  const error = headers[deadLetterHeader.error];
  const errorCode = headers[deadLetterHeader.errorCode];
  return {
    reason: reason as DeadLetterReason,
    attempts: Number(headers[deadLetterHeader.attempts] ?? 0),
    givenUpAt: Number.isNaN(at.getTime()) ? timestamp : at,
    ...(error === undefined ? {} : { error }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}
