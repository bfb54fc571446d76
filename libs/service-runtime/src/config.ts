import { z } from 'zod';

/** Settings that are missing or wrong; the message names every one of them and what is wrong with it. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  constructor(readonly faults: readonly string[]) {
    super(`wrong settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads settings from the environment. An empty variable counts as not set.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readConfig<S extends z.ZodType>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, set)));
}

function describe(issue: z.core.$ZodIssue, set: NodeJS.ProcessEnv): string {
  // What is inside a variable, such as the third of a list, has no name of its own.
  const name = String(issue.path[0]);
  return set[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`;
}

const port = z.coerce.number('must be a port number').int().min(0).max(65_535);
const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** `host:port` pairs separated by commas, as in `KAFKA_BROKERS`. */
export const brokerList = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .pipe(
    z
      .array(
        z.string().regex(/^[^\s:/]+:\d+$|^\[[^\]]+\]:\d+$/, 'must be host:port, several separated by commas'),
      )
      .min(1),
  );

/** A URL of one of these schemes, e.g. `urlOf('postgres', 'postgresql')`. */
export function urlOf(...schemes: string[]): z.ZodType<string> {
  const wanted = `must be a URL such as ${schemes[0]}://host:port`;
  return z.string().refine((text) => {
    return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
  }, wanted);
}

/** What every service is told by its environment; `defaultPort` is the one of the HTTP contract. */
export function serviceSettings(defaultPort: number) {
  return {
    PORT: port.default(defaultPort),
    HOST: z.string().default('127.0.0.1'),
    LOG_LEVEL: logLevel.default('info'),
    KAFKA_BROKERS: brokerList,
    /** Put before every topic and consumer group, so that several systems can share a cluster. */
    TOPIC_PREFIX: z
      .string()
      .regex(/^[\w.-]*$/, 'may hold letters, digits, dots, dashes, underscores')
      .default(''),
    /** Partitions of the topics that this service provisions. */
    KAFKA_PARTITIONS: z.coerce.number('must be a number').int().min(1).max(1000).default(6),
  };
}
