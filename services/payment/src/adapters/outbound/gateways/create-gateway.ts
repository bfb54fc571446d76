import type { WarningLog } from '@ordersaga/service-runtime';
import type { PaymentGateway } from '../../../application/ports/payment-gateway';
import type { Secret } from '../../../secret';
import { SimulatedGateway } from './simulated-gateway';
import type * as ByStripe from './stripe-gateway';

/** The settings that gateways are made by. */
export interface GatewaySettings {
  readonly GATEWAY_TIMEOUT_MS: number;
  readonly STRIPE_SECRET_KEY?: Secret | undefined;
  readonly STRIPE_API_URL?: string | undefined;
}

const gateways = {
  simulated: () => new SimulatedGateway(),
  stripe: openStripeGateway,
} satisfies Record<string, (settings: GatewaySettings, log: WarningLog) => PaymentGateway>;

/** The names of the payment providers there are. */
export const gatewayNames = Object.keys(gateways) as [GatewayName, ...GatewayName[]];
export type GatewayName = keyof typeof gateways;

/**
 * Makes the gateway of this name.
 * @param log hears of what an operator has to put right
 */
export function createGateway(name: GatewayName, settings: GatewaySettings, log: WarningLog): PaymentGateway {
  return gateways[name](settings, log);
}

function openStripeGateway(settings: GatewaySettings, log: WarningLog): PaymentGateway {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, GATEWAY_TIMEOUT_MS: timeoutMs } = settings;
  if (!secretKey) throw new Error('STRIPE_SECRET_KEY is not set');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Stripe's library costs memory that few need
  const { StripeGateway } = require('./stripe-gateway') as typeof ByStripe;
  return StripeGateway.open({ secretKey, apiUrl, timeoutMs }, log);
}
