import { SimulatedGateway } from '../src/adapters/outbound/gateways/simulated-gateway';
import { SimulatedLedger } from '../src/adapters/outbound/gateways/simulated-ledger';
import { itIsAPaymentGateway } from './gateway-conformance';

describe('the simulated gateway', () => {
  const ledger = new SimulatedLedger();

  itIsAPaymentGateway({
    create: () => new SimulatedGateway(ledger),
    accepted: 'card-ok',
    declined: 'card-declined',
    keyPrefix: 'simulated-',
  });

  const request = {
    key: 'o:1',
    orderId: 'o',
    amount: 1,
    currency: 'EUR',
    paymentMethod: 'card-flaky',
    attempt: 1,
    since: new Date(),
  };

  it('fails twice with card-flaky, then succeeds, and needs no memory for it', async () => {
    const kinds = [];
    for (const attempt of [1, 2, 3, 4])
      kinds.push((await new SimulatedGateway().charge({ ...request, attempt })).kind);
    expect(kinds).toEqual(['failed', 'failed', 'succeeded', 'succeeded']);
  });

  it('gives the same answer where its ledger was lost', async () => {
    const charge = { ...request, paymentMethod: 'card-ok' };
    const answers = [
      await new SimulatedGateway().charge(charge),
      await new SimulatedGateway().charge(charge),
    ];
    expect(answers[1]).toEqual(answers[0]);
  });

  it('remembers as many keys as it may, the newest', () => {
    const small = new SimulatedLedger(2);
    const ask = (key: string, asked: string) => small.answer(key, asked, () => ({ kind: 'succeeded' })).kind;
    for (const key of ['a', 'b', 'c']) ask(key, 'this');
    expect(['c', 'b', 'a'].map((key) => ask(key, 'that'))).toEqual(['failed', 'failed', 'succeeded']);
  });
});
