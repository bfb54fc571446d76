import {
  postgresUrl,
  readConfig,
  redisSettings,
  serviceSettings,
  withKafka,
  withRedis,
} from '@ordersaga/service-runtime';
import { z } from 'zod';

/** Where the counters are. */
const storeSettings = {
  ...redisSettings,
  /** Put before every key, so that several systems can share a server. Braces would move the keys' hash slots. */
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[^{}]*$/, 'must not hold braces')
    .default(''),
  /** Replicas that must have a write before it counts as stored; 0: as soon as Redis itself acknowledges it. */
  REDIS_WAIT_REPLICAS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0)
    .max(10)
    .default(0),
};

const settings = z
  .object({ ...serviceSettings(3004), ...storeSettings })
  .transform((config, context) => withRedis(withKafka(config, context), context));

/** A rebuild needs no Kafka, but the log of orders. */
const rebuildSettings = z.object({ ...storeSettings, ORDER_DATABASE_URL: postgresUrl }).transform(withRedis);

/** The settings of the sales projection. */
export type SalesProjectionConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSalesProjectionConfig(environment: NodeJS.ProcessEnv): SalesProjectionConfig {
  return readConfig(settings, environment);
}

/** The settings of a rebuild of the sales projection. */
export type SalesRebuildConfig = z.output<typeof rebuildSettings>;

/**
 * Reads a rebuild's settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSalesRebuildConfig(environment: NodeJS.ProcessEnv): SalesRebuildConfig {
  return readConfig(rebuildSettings, environment);
}
