import type { OutgoingRecord } from '../port';
import { BrokerUnavailableError, RecordRefusedError, type RefusalReason } from '../errors';

/** Kafka's error types that no later try will change. https://kafka.apache.org/protocol#protocol_error_codes */
const refusals: Readonly<Record<string, RefusalReason>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  INVALID_RECORD: 'invalid',
  INVALID_TIMESTAMP: 'invalid',
  POLICY_VIOLATION: 'invalid',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'invalid',
  TOPIC_AUTHORIZATION_FAILED: 'not-authorized',
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
  const detail = error instanceof Error ? error.message : String(error);
  const reason = refusalOf(error);
  return reason === undefined
    ? new BrokerUnavailableError(detail, { cause: error })
    : new RecordRefusedError(reason, detail, refused, { cause: error });
}

/**
 * Finds what kafkajs could not encode, before it is sent along with others.
 * @throws RecordRefusedError naming the first such record
 */
export function assertValid(records: readonly OutgoingRecord[]): void {
  records.forEach((record, index) => {
    const fault = faultOf(record);
    if (fault !== undefined) throw new RecordRefusedError('invalid', fault, { record, index });
  });
}

function faultOf({ topic, key, value, headers }: OutgoingRecord): string | undefined {
  if (typeof topic !== 'string' || topic === '') return 'no topic';
  if (!isBytes(value) && value !== null) return 'its value is neither text, bytes nor null';
  if (!isBytes(key) && key !== null) return 'its key is neither text, bytes nor null';
  const wrong = Object.entries(headers).find(([, each]) => ![each].flat().every(isBytes));
  return wrong && `its header ${wrong[0]} is neither text nor bytes`;
}

function isBytes(value: unknown): boolean {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
