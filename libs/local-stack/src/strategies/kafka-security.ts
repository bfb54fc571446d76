import type { Security } from '../security';

const modules = 'org.apache.kafka.common.security';
const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The listener of a broker that is secured, and what it is told of it. */
export const securedListener = 'SASL_SSL';

/**
 * What makes a broker's listener one of TLS with certificates on both sides and of SASL by each mechanism we know.
 * @param keystore a file with the server's key and certificate
 */
export function kafkaSecurity(
  { ca, user, password }: Security,
  keystore: string,
): Readonly<Record<string, string>> {
  const prefix = `listener.name.${securedListener.toLowerCase()}`;
  const plain = `${modules}.plain.PlainLoginModule required username="${user}" password="${password}" user_${user}="${password}";`;
  return {
    'inter.broker.listener.name': securedListener,
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': ['PLAIN', ...scram].join(),
    [`${prefix}.plain.sasl.jaas.config`]: plain,
    ...Object.fromEntries(
      scram.map((mechanism) => [
        `${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        `${modules}.scram.ScramLoginModule required;`,
      ]),
    ),
    [`${prefix}.ssl.client.auth`]: 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': ca,
  };
}

/** Arguments for the formatting of its storage: SCRAM's users are kept there, and the first has to be in it already. */
export function scramUsers({ user, password }: Security): string[] {
  return scram.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${user},password=${password}]`]);
}

/** What its clients are told besides its address. */
export function kafkaClientSettings({
  ca,
  clientCert,
  clientKey,
  user,
  password,
}: Security): Record<string, string> {
  return {
    KAFKA_TLS: 'true',
    KAFKA_TLS_CA_FILE: ca,
    KAFKA_TLS_CERT_FILE: clientCert,
    KAFKA_TLS_KEY_FILE: clientKey,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: password,
  };
}
