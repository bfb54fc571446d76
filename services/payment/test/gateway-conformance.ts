import type { ChargeRequest, PaymentGateway, RefundRequest } from '../src/application/ports/payment-gateway';
import type { OperationResult } from '../src/domain/payment-command';

/** A gateway to be looked at, and payment methods that have a known fate with it. */
export interface GatewayUnderTest {
  readonly create: () => PaymentGateway;
  readonly accepted: string;
  readonly declined: string;
  /** Told apart from the keys of other runs, for providers that remember. */
  readonly keyPrefix: string;
}

/** What every gateway keeps to; call it inside a spec file, once for each adapter. */
export function itIsAPaymentGateway({ create, accepted, declined, keyPrefix }: GatewayUnderTest): void {
  const signal = new AbortController().signal;
  let gateway: PaymentGateway;
  let count = 0;

  beforeEach(() => {
    gateway = create();
  });

  const chargeRequest = (paymentMethod: string): ChargeRequest => {
    const orderId = `${keyPrefix}${++count}`;
    return { key: `${orderId}:1`, orderId, amount: 1999, currency: 'EUR', paymentMethod, attempt: 1 };
  };
  const refundOf = (
    charge: ChargeRequest,
    result: OperationResult,
    amount = charge.amount,
  ): RefundRequest => ({
    ...charge,
    key: `${charge.orderId}:closed:refund`,
    amount,
    charges: [
      {
        key: charge.key,
        amount: charge.amount,
        ...(result.kind === 'succeeded' && result.reference !== undefined && { reference: result.reference }),
      },
    ],
  });

  it('charges', async () => {
    expect(await gateway.charge(chargeRequest(accepted), signal)).toMatchObject({ kind: 'succeeded' });
  });

  it('says why a charge is declined', async () => {
    const result = await gateway.charge(chargeRequest(declined), signal);
    expect(result).toEqual({ kind: 'declined', detail: expect.stringMatching(/\S/) as string });
  });

  it('declines a method that it does not know', async () => {
    expect((await gateway.charge(chargeRequest('no such method'), signal)).kind).toBe('declined');
  });

  it.each([
    ['an accepted', accepted],
    ['a declined', declined],
  ])('answers %s charge again as it did the first time, also from another instance', async (_, method) => {
    const request = chargeRequest(method);
    const first = await gateway.charge(request, signal);
    expect(await gateway.charge(request, signal)).toEqual(first);
    expect(await create().charge({ ...request, attempt: 2 }, signal)).toEqual(first);
  });

  it('answers the same charge asked for twice at once without charging twice', async () => {
    const request = chargeRequest(accepted);
    const results = await Promise.all([gateway.charge(request, signal), gateway.charge(request, signal)]);
    // The second may be told to come back later; a second success would be the same charge.
    const successes = results.filter((result) => result.kind === 'succeeded');
    expect(successes.length).toBeGreaterThan(0);
    expect(new Set(successes.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  it('refunds a charge, and answers again as it did the first time', async () => {
    const charge = chargeRequest(accepted);
    const refund = refundOf(charge, await gateway.charge(charge, signal));
    const first = await gateway.refund(refund, signal);
    expect(first).toMatchObject({ kind: 'succeeded' });
    expect(await create().refund(refund, signal)).toEqual(first);
  });

  it('refunds a part', async () => {
    const charge = chargeRequest(accepted);
    const refund = refundOf(charge, await gateway.charge(charge, signal), 500);
    expect(await gateway.refund(refund, signal)).toMatchObject({ kind: 'succeeded' });
  });
}
