import { readFileSync } from 'node:fs';
import { ConfigError, readKafkaConnection, type KafkaConnection } from '@ordersaga/service-runtime';
import { NoSystemError, UsageError } from './errors';
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

interface Component {
  readonly url?: unknown;
  /** Further variables that reach it, as services get them. */
  readonly environment?: Environment;
}

/** What a `stack.json` says, as far as it is needed here; nothing of it is taken for granted. */
interface StackDocument {
  readonly components?: Readonly<Record<string, Component | undefined>>;
  /** What stands before names on shared servers; empty unless told. */
  readonly prefix?: string;
}

/**
 * The system that a `stack.json` describes. How Kafka is logged in to, and TLS, the environment says as it does to
 * services, where the document does not.
 * @throws NoSystemError
 */
export function systemOfDocument(path: string, environment: Environment): LetteredSystem {
  const document = parse(path);
  const component = (name: string): string => {
    const url = document.components?.[name]?.url;
    if (typeof url !== 'string') throw new NoSystemError(`${path} does not tell the url of ${name}`);
    return url;
  };
  const prefix = document.prefix ?? '';
  const outboxes = outboxOwners.map((name) => {
    const url = new URL(component('postgres'));
    url.pathname = `/ordersaga_${prefix}${name}`.replaceAll('-', '_');
    return { name, url: url.href };
  });
  const known = { ...environment, ...document.components?.['kafka']?.environment };
  return { outboxes, kafka: kafkaOf(known, component('kafka')), prefix };
}

function kafkaOf(environment: Environment, brokers: string): KafkaConnection {
  try {
    return readKafkaConnection({ ...environment, KAFKA_BROKERS: brokers });
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message, { cause: error }) : error;
  }
}

function parse(path: string): StackDocument {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new NoSystemError(`${path} can't be read: ${(cause as Error).message}`, { cause });
    const todo = 'start one with `npm start`, or set OUTBOXES and KAFKA_BROKERS';
    throw new NoSystemError(`no system is running: there is no ${path} (${todo})`, { cause });
  }
  try {
    return JSON.parse(text) as StackDocument;
  } catch (cause) {
    throw new NoSystemError(`${path} is no JSON`, { cause });
  }
}
