import { serviceSettings } from '@ordersaga/service-runtime';
import { z } from 'zod';

/** What the success-rate projection is told by its environment; port 3005 unless told. */
export const successRateProjectionSettings = z.object({
  ...serviceSettings(3005),
  /** As the driver takes it: a replica set's names several hosts, which no plain URL may. */
  MONGO_URL: z.string().regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must be a URL such as mongodb://host:port'),
  MONGO_DATABASE: z
    .string()
    .regex(/^[^/\\. "$*<>:|?\0]{1,63}$/, 'is no name for a MongoDB database')
    .default('ordersaga'),
});

/** The success-rate projection's settings, checked. */
export type SuccessRateProjectionConfig = z.output<typeof successRateProjectionSettings>;
