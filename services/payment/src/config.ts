import { postgresUrl, readConfig, serviceSettings, urlOf, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';
import { gatewayNames } from './adapters/outbound/gateways/create-gateway';
import { Secret } from './secret';

const count = (from: number, to: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(from).max(to);

const settings = z
  .object({
    ...serviceSettings(3003),
    DATABASE_URL: postgresUrl,
    /** The payment provider. */
    PAYMENT_GATEWAY: z.enum(gatewayNames).default('simulated'),
    /** Needed with Stripe. A restricted key needs to write PaymentIntents and charges. */
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^[sr]k_\w+$/, 'must be a secret or restricted key of Stripe: sk_… or rk_…')
      .transform((key) => new Secret(key))
      .optional(),
    /** Stripe unless told. */
    STRIPE_API_URL: urlOf('https', 'http').optional(),
    /** Longest wait for the provider's answer to one call. */
    GATEWAY_TIMEOUT_MS: count(10, 60_000).default(5_000),
    /** Calls to the provider under way at a time. */
    GATEWAY_CONCURRENCY: count(1, 1_000).default(64),
    /** How long a charge or refund is left to the instance that has begun it; one and a half timeouts unless told. */
    SETTLEMENT_GRACE_MS: count(10, 600_000).optional(),
    /** How often to look for charges and refunds that nobody finishes. */
    SWEEP_INTERVAL_MS: count(10, 600_000).default(5_000),
  })
  .refine(({ SETTLEMENT_GRACE_MS: grace = Infinity, GATEWAY_TIMEOUT_MS: timeout }) => grace > timeout, {
    path: ['SETTLEMENT_GRACE_MS'],
    error: 'must be more than GATEWAY_TIMEOUT_MS, or calls that only take their time would be made twice',
  })
  .refine(
    ({ PAYMENT_GATEWAY: gateway, STRIPE_SECRET_KEY: key }) => gateway !== 'stripe' || key !== undefined,
    {
      path: ['STRIPE_SECRET_KEY'],
      error: 'is needed by the gateway stripe',
      // Other faults are no reason to keep this one back.
      when: ({ value }) => typeof value === 'object',
    },
  )
  .transform(withKafka)
  .transform((config) => ({
    ...config,
    SETTLEMENT_GRACE_MS: config.SETTLEMENT_GRACE_MS ?? Math.ceil(config.GATEWAY_TIMEOUT_MS * 1.5),
  }));

/** The settings of Payment. */
export type PaymentConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readPaymentConfig(environment: NodeJS.ProcessEnv): PaymentConfig {
  return readConfig(settings, environment);
}
