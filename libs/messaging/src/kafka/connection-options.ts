import type { KafkaConfig } from 'kafkajs';

/** How to reach the brokers. */
export interface ConnectionOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Speak TLS and check the brokers' certificates; `{}` trusts the CAs that Node.js does. Default: no TLS. */
  readonly tls?: TlsOptions;
  /** Log in. Default: don't; brokers may know us by our certificate. */
  readonly sasl?: SaslOptions;
  /** What else kafkajs takes. */
  readonly connection?: Partial<
    Omit<KafkaConfig, 'brokers' | 'clientId' | 'ssl' | 'sasl' | 'logCreator' | 'logLevel' | 'retry'>
  >;
}

/** Certificates and a key, all PEM. */
export interface TlsOptions {
  /** The CAs that may have signed the brokers' certificates, in place of those of Node.js. */
  readonly ca?: string;
  /** Our own certificate, for brokers that want one. */
  readonly cert?: string;
  readonly key?: string;
}

/** A user of Kafka. With `plain` the password goes out as it is: over TLS only. */
export interface SaslOptions {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** The same for a kafkajs client of one's own. */
export function toKafkaConfig({
  brokers,
  tls,
  sasl,
}: Pick<ConnectionOptions, 'brokers' | 'tls' | 'sasl'>): Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'> {
  return {
    brokers: [...brokers],
    ...(tls && { ssl: { ...tls } }),
    // A copy: kafkajs keeps what it logs in with in it.
    ...(sasl && { sasl: { ...sasl } as NonNullable<KafkaConfig['sasl']> }),
  };
}
