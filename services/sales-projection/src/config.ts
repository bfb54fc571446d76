import { serviceSettings, urlOf } from '@ordersaga/service-runtime';
import { z } from 'zod';

const redisUrl = urlOf('redis', 'rediss');
const redisUrls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .refine(
    (urls) => urls.every((url) => redisUrl.safeParse(url).success),
    'must be redis://host:port, several separated by commas',
  );

/** What the sales projection is told by its environment; port 3004 unless told. */
export const salesProjectionSettings = z.object({
  ...serviceSettings(3004),
  /** One URL is a single server; several, separated by commas, are nodes of a Redis Cluster. */
  REDIS_URL: redisUrls,
  /** Put before every key, so that several systems can share a server. Braces would move the keys' hash slots. */
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[^{}]*$/, 'must not hold braces')
    .default(''),
});

/** The sales projection's settings, checked. */
export type SalesProjectionConfig = z.output<typeof salesProjectionSettings>;
