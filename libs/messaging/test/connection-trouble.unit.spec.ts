import { explain } from '../src/kafka/connection-trouble';

const wrapped = (message: string, code?: string) =>
  new Error(message, { cause: Object.assign(new Error(message), code && { code }) });

describe('what is told of a connection that Kafka does not let come about', () => {
  it.each([
    [
      'SASL PLAIN authentication failed: Authentication failed: Invalid username or password',
      undefined,
      'KAFKA_SASL_PASSWORD',
    ],
    ['The broker does not support the requested SASL mechanism', undefined, 'KAFKA_SASL_MECHANISM'],
    [
      'Connection error: self-signed certificate in certificate chain',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'KAFKA_TLS_CA_FILE',
    ],
    [
      'Connection error: unable to verify the first certificate',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'KAFKA_TLS_CA_FILE',
    ],
    [
      "Connection error: Hostname/IP does not match certificate's altnames",
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'advertised.listeners',
    ],
    ['Connection error: certificate has expired', 'CERT_HAS_EXPIRED', 'out of date'],
    [
      'Connection error: ssl/tls alert bad certificate',
      'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
      'KAFKA_TLS_CERT_FILE',
    ],
    [
      'Connection error: Client network socket disconnected before secure TLS connection was established',
      'ECONNRESET',
      'does not speak TLS',
    ],
    ['Closed connection', undefined, 'KAFKA_TLS and KAFKA_SASL_MECHANISM'],
  ])('%s', (message, code, todo) => {
    const told = explain(wrapped(message, code));
    expect(told).toContain(message);
    expect(told).toContain(todo);
  });

  it.each(['connect ECONNREFUSED 127.0.0.1:9092', 'SASL PLAIN authentication failed: Connection timeout'])(
    'adds nothing to %s',
    (message) => expect(explain(wrapped(message, 'ECONNREFUSED'))).toBe(message),
  );
});
