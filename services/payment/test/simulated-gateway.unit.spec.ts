import { SimulatedGateway } from '../src/adapters/outbound/gateways/simulated-gateway';
import { itIsAPaymentGateway } from './gateway-conformance';

describe('the simulated gateway', () => {
  itIsAPaymentGateway({
    create: () => new SimulatedGateway(),
    accepted: 'card-ok',
    declined: 'card-declined',
    keyPrefix: 'simulated-',
  });

  it('fails twice with card-flaky, then succeeds, and needs no memory for it', async () => {
    const request = { key: 'o:1', orderId: 'o', amount: 1, currency: 'EUR', paymentMethod: 'card-flaky' };
    const kinds = [];
    for (const attempt of [1, 2, 3, 4])
      kinds.push((await new SimulatedGateway().charge({ ...request, attempt })).kind);
    expect(kinds).toEqual(['failed', 'failed', 'succeeded', 'succeeded']);
  });
});
