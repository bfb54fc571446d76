import { postgresUrl, readConfig, serviceSettings, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';

const settings = z
  .object({
    ...serviceSettings(3002),
    DATABASE_URL: postgresUrl,
    /** Of products that name none, and of those an empty catalogue is seeded with. */
    CURRENCY: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
      .default('EUR'),
  })
  .transform(withKafka);

/** The settings of Stock. */
export type StockConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readStockConfig(environment: NodeJS.ProcessEnv): StockConfig {
  return readConfig(settings, environment);
}
