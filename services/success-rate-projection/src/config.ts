import { mongoUrl, postgresUrl, readConfig, serviceSettings, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';

/** Where the records are. */
const storeSettings = {
  MONGO_URL: mongoUrl,
  MONGO_DATABASE: z
    .string()
    .regex(/^[^/\\. "$*<>:|?\0]{1,63}$/, 'is no name for a MongoDB database')
    .default('ordersaga'),
};

const settings = z.object({ ...serviceSettings(3005), ...storeSettings }).transform(withKafka);

/** A rebuild needs no Kafka, but the log of orders. */
const rebuildSettings = z.object({ ...storeSettings, ORDER_DATABASE_URL: postgresUrl });

/** The settings of the success-rate projection. */
export type SuccessRateProjectionConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSuccessRateProjectionConfig(environment: NodeJS.ProcessEnv): SuccessRateProjectionConfig {
  return readConfig(settings, environment);
}

/** The settings of a rebuild of the success-rate projection. */
export type SuccessRateRebuildConfig = z.output<typeof rebuildSettings>;

/**
 * Reads a rebuild's settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSuccessRateRebuildConfig(environment: NodeJS.ProcessEnv): SuccessRateRebuildConfig {
  return readConfig(rebuildSettings, environment);
}
