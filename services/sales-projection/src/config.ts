import { readConfig, serviceSettings, urlOf } from '@ordersaga/service-runtime';
import { z } from 'zod';

const redisUrl = urlOf('redis', 'rediss');
const redisUrls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .refine(
    (urls) => urls.every((url) => redisUrl.safeParse(url).success),
    'must be redis://host:port, several separated by commas',
  );

const settings = z.object({
  ...serviceSettings(3004),
  /** One URL is a single server; several, separated by commas, are nodes of a Redis Cluster. */
  REDIS_URL: redisUrls,
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
});

/** The settings of the sales projection. */
export type SalesProjectionConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readSalesProjectionConfig(environment: NodeJS.ProcessEnv): SalesProjectionConfig {
  return readConfig(settings, environment);
}
