import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface StartArguments {
  readonly demo: boolean;
  readonly instances: number;
  readonly help: boolean;
}

/** A command line that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

export const startUsage = `Usage: npm start -- [options]

Builds nothing anew that has not changed, starts Kafka, PostgreSQL, Redis, MongoDB and the six services, places a few
sample orders, and stays up until Ctrl-C.

  --no-demo        leave the sample orders out
  --instances N    run N instances of each service (1 to 8, default 1)
  --help           this text

Environment:
  KAFKA_BROKERS, POSTGRES_URL, REDIS_URL, MONGO_URL   use these servers in place of own ones
  KAFKA_TLS, KAFKA_TLS_…, KAFKA_SASL_…, REDIS_TLS_…   how to reach them, as for the services
  LOCAL_STACK=containers | embedded                   use only this way of starting own ones
  LOG_LEVEL                                           of the services (default info)
  HOLD_TIME_MS, SAGA_TIME_LIMIT_MS                    how long orders may take (default 900000, 600000)
  ORDERSAGA_HOME                                      where data and stack.json are kept (default .ordersaga here)

npm run reset empties the data of the system, which otherwise lasts from start to start.
`;

/**
 * Reads the arguments of `npm start`.
 * @throws UsageError
 */
export function parseStartArguments(argv: readonly string[]): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        demo: { type: 'boolean', default: true },
        instances: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowNegative: true,
    });
    return { demo: values.demo, help: values.help, instances: instancesFrom(values.instances) };
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n\n${startUsage}`, { cause });
  }
}

function instancesFrom(text: string): number {
  const instances = Number(text);
  if (!Number.isInteger(instances) || instances < 1 || instances > 8)
    throw new UsageError(`--instances takes a whole number from 1 to 8, not ${text}`);
  return instances;
}
