import type { OutgoingRecord } from '../port';
import { BrokerUnavailableError, RecordRefusedError, type RefusalReason } from '../errors';
import { explain } from './connection-trouble';

/**
 * Kafka's error types that speak of the record: no later try will change them. Missing rights are not among them: rights
 * come back, and until then they would turn everything into dead letters.
 * https://kafka.apache.org/protocol#protocol_error_codes
 */
const refusals: Readonly<Record<string, RefusalReason>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  INVALID_RECORD: 'invalid',
  INVALID_TIMESTAMP: 'invalid',
  POLICY_VIOLATION: 'invalid',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'invalid',
};

/** The protocol error type of what kafkajs threw, however deep it wrapped it. */
export function kafkaErrorType(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { type } = at as { type?: unknown };
    if (typeof type === 'string') return type;
  }
  return undefined;
}

/** Why Kafka refuses what was sent, if that is what the error says. */
export function refusalOf(error: unknown): RefusalReason | undefined {
  const type = kafkaErrorType(error);
  return type === undefined ? undefined : refusals[type];
}

/** What a failed send is to its caller. */
export function toPublishError(
  error: unknown,
  refused?: { readonly record: OutgoingRecord; readonly index: number },
): BrokerUnavailableError | RecordRefusedError {
  const detail = explain(error);
  const reason = refusalOf(error);
  return reason === undefined
    ? new BrokerUnavailableError(detail, { cause: error })
    : new RecordRefusedError(reason, detail, refused, { cause: error });
}
