import type { DeadLetterOrigin, OutgoingRecord } from './port';

/** The broker is away, not able to serve just now, or does not let us. The same call may succeed later. */
export class BrokerUnavailableError extends Error {
  readonly code = 'broker-unavailable';
  constructor(detail: string, options?: ErrorOptions) {
    super(`Kafka is unavailable: ${detail}`, options);
    this.name = 'BrokerUnavailableError';
  }
}

/** Why Kafka will never take a record as it is. */
export type RefusalReason = 'too-large' | 'unknown-topic' | 'invalid';

/**
 * Kafka refuses a record for good.
 * With `index` it is known which one of the call, and every record before it has been acknowledged.
 */
export class RecordRefusedError extends Error {
  readonly code = 'record-refused';
  readonly reason: RefusalReason;
  readonly record: OutgoingRecord | undefined;
  readonly index: number | undefined;
  constructor(
    reason: RefusalReason,
    detail: string,
    refused?: { readonly record: OutgoingRecord; readonly index: number },
    options?: ErrorOptions,
  ) {
    const which = refused ? ` (record ${refused.index}, topic ${refused.record.topic})` : '';
    super(`Kafka refuses a record, ${reason}${which}: ${detail}`, options);
    this.name = 'RecordRefusedError';
    this.reason = reason;
    this.record = refused?.record;
    this.index = refused?.index;
  }
}

/** Topics could not be provisioned, or had no leaders, before the deadline. */
export class TopicsNotReadyError extends Error {
  readonly code = 'topics-not-ready';
  constructor(topics: readonly string[], deadlineMs: number, why: string, cause: unknown) {
    super(`topics not ready within ${deadlineMs} ms: ${topics.join(', ')} (${why})`, { cause });
    this.name = 'TopicsNotReadyError';
  }
}

/** A dead letter that could not hold its message is to be replayed, and the message's own topic has it no more. */
export class MessageGoneError extends Error {
  readonly code = 'message-gone';
  constructor({ topic, partition, offset }: DeadLetterOrigin) {
    super(`its topic has the message no more: ${topic}, partition ${partition}, offset ${offset}`);
    this.name = 'MessageGoneError';
  }
}
