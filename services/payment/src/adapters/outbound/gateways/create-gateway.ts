import type { PaymentGateway } from '../../../application/ports/payment-gateway';
import { SimulatedGateway } from './simulated-gateway';

const gateways = {
  simulated: () => new SimulatedGateway(),
} satisfies Record<string, () => PaymentGateway>;

/** The names of the payment providers there are. */
export const gatewayNames = Object.keys(gateways) as [GatewayName, ...GatewayName[]];
export type GatewayName = keyof typeof gateways;

/** Makes the gateway of this name. */
export function createGateway(name: GatewayName): PaymentGateway {
  return gateways[name]();
}
