import { isMessageType, parsePayload, type MessageType, type Payload } from './registry';

/** What a message or a piece of work belongs to and came from. */
interface Correlated {
  /** One id for everything that follows from one request. */
  readonly correlationId: string;
  /** The id of the message or request that is answered by it. */
  readonly causationId: string;
  /** W3C trace context of the work that caused it. */
  readonly traceparent?: string;
}

/** On whose word something happened: a customer's, another service's answer, or a deadline that was reached. */
export type Actor = 'customer' | 'stock' | 'payment' | 'deadline';

/** What led to a change, kept with it. */
export interface Cause extends Correlated {
  /** Events from before it was noted have none. */
  readonly actor?: Actor;
}

/** What is known of a message besides its payload: CloudEvents 1.0 attributes and our three extensions. */
export interface MessageContext extends Correlated {
  /** CloudEvents `id`: unique per message; the inbox tells duplicates by it. */
  readonly id: string;
  /** CloudEvents `source`: the service that says so, e.g. `/ordersaga/order`. */
  readonly source: string;
  /** CloudEvents `subject`: the id of the order or product it is about. */
  readonly subject: string;
  /** When it happened. */
  readonly time: Date;
}

/** A message of a known type with its checked payload. A union over all types, told apart by `type`. */
export type Message<T extends MessageType = MessageType> = {
  [K in T]: MessageContext & { readonly type: K; readonly data: Payload<K> };
}[T];

/** A record that is no message of ours: headers missing, JSON broken, no schema, or a payload its schema refuses. */
export class UnreadableMessageError extends Error {
  readonly code = 'message-unreadable';
  /** The `ce_type` of what is a message all the same, only not one that is known here or fits its schema. */
  readonly type: string | undefined;
  constructor(detail: string, { type, ...options }: ErrorOptions & { readonly type?: string } = {}) {
    super(detail, options);
    this.name = 'UnreadableMessageError';
    this.type = type;
  }
}

const specVersion = '1.0';
const required = ['ce_id', 'ce_type', 'ce_source'] as const;

/** The Kafka headers of a message (CloudEvents 1.0, binary content mode). */
export function toHeaders(message: MessageContext & { readonly type: MessageType }): Record<string, string> {
  return {
    ce_specversion: specVersion,
    ce_id: message.id,
    ce_type: message.type,
    ce_source: message.source,
    ce_subject: message.subject,
    ce_time: message.time.toISOString(),
    'content-type': 'application/json',
    correlationid: message.correlationId,
    causationid: message.causationId,
    ...(message.traceparent === undefined ? {} : { traceparent: message.traceparent }),
  };
}

/** A message as it goes onto its topic. Its key, the subject, keeps the messages about one thing in order. */
export function toWire(message: Message) {
  return { key: message.subject, headers: toHeaders(message), value: JSON.stringify(message.data) };
}

/** A record as it lies on a topic. */
export interface WireRecord {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly value: Buffer | null;
  /** When the broker or producer stamped it: stands in for a missing `ce_time`, which CloudEvents leaves optional. */
  readonly timestamp?: Date;
}

/**
 * Reads a record into a message.
 * @throws UnreadableMessageError saying what is wrong with it
 */
export function fromWire(record: WireRecord): Message {
  const { headers } = record;
  const missing = required.filter((name) => !headers[name]);
  if (missing.length > 0) throw new UnreadableMessageError(`header missing: ${missing.join(', ')}`);
  const type = headers.ce_type as string;
  if (!isMessageType(type)) throw new UnreadableMessageError(`no schema for ${type}`, { type });
  // Spreads would do as well, and were a twentieth of a projection's work.
  return Object.assign(readContext(record), { type, data: readPayload(type, record.value) }) as Message;
}

function readContext({ headers, key, timestamp }: WireRecord): MessageContext {
  const time = headers.ce_time === undefined ? (timestamp ?? new Date()) : new Date(headers.ce_time);
  if (Number.isNaN(time.getTime()))
    throw new UnreadableMessageError(`ce_time is no time: ${headers.ce_time}`);
  const id = headers.ce_id as string;
  const context: { -readonly [K in keyof MessageContext]: MessageContext[K] } = {
    id,
    source: headers.ce_source as string,
    subject: headers.ce_subject ?? key ?? '',
    time,
    correlationId: headers.correlationid ?? id,
    causationId: headers.causationid ?? id,
  };
  if (headers.traceparent !== undefined) context.traceparent = headers.traceparent;
  return context;
}

function readPayload(type: MessageType, value: Buffer | null): unknown {
  if (value === null) throw new UnreadableMessageError(`${type} has no payload`, { type });
  try {
    return parsePayload(type, JSON.parse(value.toString('utf8')));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? `not JSON: ${cause.message}` : (cause as Error).message;
    throw new UnreadableMessageError(reason, { cause, type });
  }
}
