/**
 * What Kafka, kafkajs, Node.js and OpenSSL say when TLS or SASL are not set as the brokers want them, and what to do. No
 * waiting mends these. Variables are named as the services' settings name them.
 */
const advice: readonly (readonly [said: RegExp, advice: string])[] = [
  [
    /SASL .* authentication failed: (?!Closed|Connection)/,
    'the brokers do not take this user and password; check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and the mechanism they are set up for',
  ],
  [/SASL.* mechanism/, 'the brokers do not offer this way to log in; check KAFKA_SASL_MECHANISM'],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_(UNTRUSTED|SIGNATURE_FAILURE)/,
    "the broker's certificate is not signed by a CA we trust; check KAFKA_TLS_CA_FILE",
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    "the broker's certificate is another host's; let KAFKA_BROKERS and advertised.listeners name the brokers as their certificates do",
  ],
  [/CERT_(HAS_EXPIRED|NOT_YET_VALID)/, "the broker's certificate is out of date, or a clock is wrong"],
  [
    /ALERT_(BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|NO_CERTIFICATE)|alert (bad cert|certificate|unknown ca)/i,
    'the broker wants a certificate of ours that it trusts; check KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE',
  ],
  [
    /before secure TLS connection|WRONG_VERSION_NUMBER/,
    'this listener does not speak TLS; check the port in KAFKA_BROKERS, or KAFKA_TLS',
  ],
  [
    /Closed connection/,
    'should it go on: the listener may want TLS or a log-in that is not set; check KAFKA_TLS and KAFKA_SASL_MECHANISM',
  ],
];

/** An error's message, and what to do about it where that is known. */
export function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const said = `${message} ${codesOf(error).join(' ')}`;
  const [, todo] = advice.find(([pattern]) => pattern.test(said)) ?? [];
  return todo === undefined ? message : `${message}: ${todo}`;
}

/** The system's and OpenSSL's codes, however deep kafkajs wrapped them. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string') codes.push(code);
  }
  return codes;
}
