import { mongoUrl, readConfig, serviceSettings, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';

const settings = z
  .object({
    ...serviceSettings(3005),
    MONGO_URL: mongoUrl,
    MONGO_DATABASE: z
      .string()
      .regex(/^[^/\\. "$*<>:|?\0]{1,63}$/, 'is no name for a MongoDB database')
      .default('ordersaga'),
  })
  .transform(withKafka);

/** The settings of the success-rate projection. */
export type SuccessRateProjectionConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSuccessRateProjectionConfig(environment: NodeJS.ProcessEnv): SuccessRateProjectionConfig {
  return readConfig(settings, environment);
}
