import { callGateway } from './call-gateway';
import type { OpenOperation } from './open-operation';
import type { ChargeRequest, PaymentGateway, RefundRequest } from './ports/payment-gateway';

const open = (kind: 'charge' | 'refund', failures = 0): OpenOperation => ({
  orderId: 'o1',
  operation: { key: 'o1:1', kind, amount: 500, revision: 1, paymentMethod: 'card-ok', failures },
  currency: 'EUR',
  charges: [{ key: 'o1:0', amount: 900, reference: 'r' }],
  refunded: 100,
  since: new Date(0),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

const gatewayOf = (answer: PaymentGateway['charge']): PaymentGateway => ({ charge: answer, refund: answer });

describe('calling the gateway', () => {
  it('hands over what is stored, and which try it is', async () => {
    const asked: (ChargeRequest | RefundRequest)[] = [];
    const gateway = gatewayOf(async (request) => {
      asked.push(request);
      return { kind: 'succeeded' };
    });
    await callGateway(gateway, open('charge'), 1_000);
    await callGateway(gateway, open('refund', 2), 1_000);
    const { traceparent } = open('charge');
    const common = {
      key: 'o1:1',
      orderId: 'o1',
      amount: 500,
      currency: 'EUR',
      paymentMethod: 'card-ok',
      since: new Date(0),
      traceparent,
    };
    expect(asked).toEqual([
      { ...common, attempt: 1 },
      { ...common, attempt: 3, parts: [{ key: 'o1:0', amount: 500, reference: 'r' }] },
    ]);
  });

  it.each<[string, PaymentGateway['charge']]>([
    ['rejects', () => Promise.reject(new Error('socket hang up'))],
    [
      'throws',
      () => {
        throw new Error('socket hang up');
      },
    ],
  ])('takes a gateway that %s for one that failed in passing', async (_, answer) => {
    expect(await callGateway(gatewayOf(answer), open('charge'), 1_000)).toEqual({
      kind: 'failed',
      detail: 'socket hang up',
    });
  });

  it('waits no longer than it may, and tells the gateway so', async () => {
    let told: AbortSignal | undefined;
    const gateway = gatewayOf((_, signal) => {
      told = signal;
      return new Promise(() => undefined);
    });
    const result = await callGateway(gateway, open('charge'), 5);
    expect(result).toEqual({ kind: 'failed', detail: 'the provider gave no answer within 5 ms' });
    expect(told?.aborted).toBe(true);
  });
});
