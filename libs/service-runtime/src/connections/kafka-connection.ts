import { z } from 'zod';
import { readConfig } from '../config';
import { certificateFile, keyFile, secretFile } from './pem-files';
import { joinTlsFiles, tellingIn, type TellFault, type TlsFiles } from './tls-files';

/** How Kafka is reached; the options of `createMessaging` of @ordersaga/messaging. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  /** TLS, with the broker's certificate checked; undefined: none. */
  readonly tls?: TlsFiles;
  /** Who we are to the brokers; undefined: they don't ask, or our certificate says it. */
  readonly sasl?: KafkaLogin;
}

/** A user of Kafka. `plain` sends the password as it is: over TLS, or to nobody who could listen. */
export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** `host:port` pairs separated by commas, as in `KAFKA_BROKERS`. */
const brokerList = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .pipe(
    z
      .array(
        z.string().regex(/^[^\s:/]+:\d+$|^\[[^\]]+\]:\d+$/, 'must be host:port, several separated by commas'),
      )
      .min(1),
  );

/** The variables about Kafka's brokers; read together by `withKafka`. */
export const kafkaSettings = {
  KAFKA_BROKERS: brokerList,
  /** Whether connections are made over TLS. */
  KAFKA_TLS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  /** The CA that signed the brokers' certificates; those Node.js trusts when left out. */
  KAFKA_TLS_CA_FILE: certificateFile.optional(),
  /** Our certificate, for brokers that want one (`ssl.client.auth`). */
  KAFKA_TLS_CERT_FILE: certificateFile.optional(),
  KAFKA_TLS_KEY_FILE: keyFile.optional(),
  KAFKA_SASL_MECHANISM: z
    .string()
    .toLowerCase()
    .pipe(
      z.enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512'),
    )
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  /** A file that holds the password, as secrets are mounted into containers; in place of the variable. */
  KAFKA_SASL_PASSWORD_FILE: secretFile.optional(),
};

type KafkaSettings = { readonly [K in keyof typeof kafkaSettings]?: z.output<(typeof kafkaSettings)[K]> };

/** For `z.object({...}).transform(withKafka)`: adds `KAFKA`, what the variables mean together, or tells what is wrong. */
export function withKafka<C extends KafkaSettings & { readonly KAFKA_BROKERS: readonly string[] }>(
  config: C,
  context: z.RefinementCtx,
): C & { readonly KAFKA: KafkaConnection } {
  const tell = tellingIn(context);
  const { KAFKA_TLS_CA_FILE: ca, KAFKA_TLS_CERT_FILE: cert, KAFKA_TLS_KEY_FILE: key } = config;
  const where = {
    prefix: 'KAFKA',
    on: config.KAFKA_TLS === true,
    switchedOnBy: 'set KAFKA_TLS=true',
  } as const;
  const tls = joinTlsFiles({ ca, cert, key }, where, tell);
  const sasl = loginOf(config, tell);
  return { ...config, KAFKA: { brokers: config.KAFKA_BROKERS, ...(tls && { tls }), ...(sasl && { sasl }) } };
}

/**
 * Reads how Kafka is reached, for tools that are not services.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readKafkaConnection(environment: NodeJS.ProcessEnv): KafkaConnection {
  return readConfig(z.object(kafkaSettings).transform(withKafka), environment).KAFKA;
}

function loginOf(config: KafkaSettings, tell: TellFault): KafkaLogin | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username } = config;
  const { KAFKA_SASL_PASSWORD: given, KAFKA_SASL_PASSWORD_FILE: inFile } = config;
  const password = given ?? inFile;
  if (given !== undefined && inFile !== undefined)
    tell('KAFKA_SASL_PASSWORD_FILE', 'leave it or KAFKA_SASL_PASSWORD out');
  if (mechanism === undefined) {
    const left = (['USERNAME', 'PASSWORD', 'PASSWORD_FILE'] as const).map(
      (what) => `KAFKA_SASL_${what}` as const,
    );
    for (const name of left)
      if (config[name] !== undefined) tell(name, 'set KAFKA_SASL_MECHANISM beside it, or leave it out');
    return undefined;
  }
  if (username === undefined) tell('KAFKA_SASL_MECHANISM', 'set KAFKA_SASL_USERNAME beside it');
  if (password === undefined)
    tell('KAFKA_SASL_MECHANISM', 'set KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE beside it');
  if (username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}
