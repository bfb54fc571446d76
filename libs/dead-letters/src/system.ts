import { FoundSystem } from '@ordersaga/running-system';
import { ConfigError, readKafkaConnection, type KafkaConnection } from '@ordersaga/service-runtime';
import { UsageError } from './errors';
import { readOutboxes, type OutboxAddress } from './outboxes';

/** Where letters of a system may lie. */
export interface LetteredSystem {
  readonly outboxes: readonly OutboxAddress[];
  /** Undefined: nothing was said about Kafka. */
  readonly kafka: KafkaConnection | undefined;
  /** What stands before every topic and consumer group. */
  readonly prefix: string;
}

/** The services that have an outbox, as `npm start` runs them. */
const outboxOwners = ['order', 'stock', 'payment'];

type Environment = Readonly<Record<string, string | undefined>>;

/** The system that the environment names, by `OUTBOXES` or `KAFKA_BROKERS`; undefined when it names none. */
export function systemOfEnvironment(environment: Environment): LetteredSystem | undefined {
  const { OUTBOXES, KAFKA_BROKERS, TOPIC_PREFIX = '' } = environment;
  if (!OUTBOXES && !KAFKA_BROKERS) return undefined;
  return {
    outboxes: OUTBOXES ? readOutboxes(OUTBOXES) : [],
    kafka: KAFKA_BROKERS ? kafkaOf(environment, KAFKA_BROKERS) : undefined,
    prefix: TOPIC_PREFIX,
  };
}

/**
 * The system that a `stack.json` describes. How Kafka is logged in to, and TLS, the environment says as it does to
 * services, where the document does not.
 * @throws NoSystemError
 */
export function systemOfDocument(path: string, environment: Environment): LetteredSystem {
  const found = FoundSystem.at(path, 'start one with `npm start`, or set OUTBOXES and KAFKA_BROKERS');
  const outboxes = outboxOwners.map((name) => ({ name, url: found.databaseUrl(name) }));
  const known = { ...environment, ...found.environmentOf('kafka') };
  return { outboxes, kafka: kafkaOf(known, found.serverUrl('kafka')), prefix: found.prefix };
}

function kafkaOf(environment: Environment, brokers: string): KafkaConnection {
  try {
    return readKafkaConnection({ ...environment, KAFKA_BROKERS: brokers });
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message, { cause: error }) : error;
  }
}
