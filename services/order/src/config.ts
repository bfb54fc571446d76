import { readConfig, serviceSettings, urlOf } from '@ordersaga/service-runtime';
import { z } from 'zod';

const settings = z.object({
  ...serviceSettings(3001),
  /** Order's own database. */
  DATABASE_URL: urlOf('postgres', 'postgresql'),
});

/** The settings of Order. */
export type OrderConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readOrderConfig(environment: NodeJS.ProcessEnv): OrderConfig {
  return readConfig(settings, environment);
}
