import { postgresUrl, readConfig, serviceSettings, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';
import { usualLimits } from './domain/deadline';

/** Longest time that may be set, milliseconds: a year. */
const longestMs = 365 * 24 * 60 * 60 * 1_000;

const duration = z.coerce
  .number('must be a whole number of milliseconds')
  .int('must be a whole number of milliseconds')
  .min(1, 'must be a millisecond at least')
  .max(longestMs, 'must be a year at most');

const settings = z
  .object({
    ...serviceSettings(3001),
    /** Order's own database. */
    DATABASE_URL: postgresUrl,
    /** How long a held order waits for its confirmation, milliseconds. */
    HOLD_TIME_MS: duration.default(usualLimits.holdTimeMs),
    /** How long an order that is not held may stand still before it fails, milliseconds. */
    SAGA_TIME_LIMIT_MS: duration.default(usualLimits.sagaTimeLimitMs),
  })
  .transform(withKafka);

/** The settings of Order. */
export type OrderConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readOrderConfig(environment: NodeJS.ProcessEnv): OrderConfig {
  return readConfig(settings, environment);
}
