import { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { BrokerUnavailableError, RecordRefusedError } from '../src';
import { toPublishError } from '../src/kafka/refusal';

/** As kafkajs throws it. */
function answered(type: string, code: number): Error {
  // Its declarations lack the constructor's real parameter.
  const error = Object.assign(new Error(type), { type, code, retriable: false });
  return new KafkaJSProtocolError(error);
}

describe('an answer of the broker to a send', () => {
  it.each([
    ['MESSAGE_TOO_LARGE', 10, 'too-large'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 3, 'unknown-topic'],
    ['INVALID_RECORD', 87, 'invalid'],
  ])('is a refusal of the record when it is %s', (type, code, reason) => {
    const error = toPublishError(answered(type, code));
    expect(error).toBeInstanceOf(RecordRefusedError);
    expect(error).toMatchObject({ reason });
  });

  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 29],
    ['CLUSTER_AUTHORIZATION_FAILED', 31],
    ['SASL_AUTHENTICATION_FAILED', 58],
    ['NOT_ENOUGH_REPLICAS', 19],
  ])('is something to wait for when it is %s', (type, code) => {
    expect(toPublishError(answered(type, code))).toBeInstanceOf(BrokerUnavailableError);
    const wrapped = new KafkaJSNumberOfRetriesExceeded(answered(type, code), {
      retryCount: 1,
      retryTime: 1,
    });
    expect(toPublishError(wrapped)).toBeInstanceOf(BrokerUnavailableError);
  });
});
