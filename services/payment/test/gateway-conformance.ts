import type { ChargeRequest, PaymentGateway, RefundRequest } from '../src/application/ports/payment-gateway';
import type { OperationResult } from '../src/domain/payment-command';

/** A gateway to be looked at, and payment methods that have a known fate with it. */
export interface GatewayUnderTest {
  /** Makes a client of the provider: of the same one each time. */
  readonly create: () => PaymentGateway;
  readonly accepted: string;
  readonly declined: string;
  /** Told apart from the keys of other runs, for providers that remember. */
  readonly keyPrefix: string;
  /** What the provider itself says to have kept of an order's money, minor units; where it can be asked. */
  readonly takenFor?: (orderId: string) => number | Promise<number>;
}

/** What every gateway keeps to; call it inside a spec file, once for each adapter. */
export function itIsAPaymentGateway(provider: GatewayUnderTest): void {
  const { create, accepted, declined, keyPrefix } = provider;
  const signal = new AbortController().signal;
  let gateway: PaymentGateway;
  let count = 0;

  beforeEach(() => {
    gateway = create();
  });

  const chargeOf = (paymentMethod: string): ChargeRequest => {
    const orderId = `${keyPrefix}${++count}`;
    return {
      key: `${orderId}:1`,
      orderId,
      amount: 1999,
      currency: 'EUR',
      paymentMethod,
      attempt: 1,
      since: new Date(),
    };
  };
  const partOf = ({ key, amount }: ChargeRequest, result: OperationResult) => ({
    key,
    amount,
    ...(result.kind === 'succeeded' && result.reference !== undefined && { reference: result.reference }),
  });
  /** A charge that went through, and the refund of an amount of it. */
  const refundAfterCharge = async (amount = 1999): Promise<RefundRequest> => {
    const charge = chargeOf(accepted);
    const part = { ...partOf(charge, await gateway.charge(charge, signal)), amount };
    return { ...charge, key: `${charge.orderId}:closed:refund`, amount, parts: [part] };
  };
  const expectTaken = async ({ orderId }: ChargeRequest, amount: number): Promise<void> => {
    if (provider.takenFor) expect(await provider.takenFor(orderId)).toBe(amount);
  };

  describe('answers', () => {
    it('a charge with a reference that its refund is made by', async () => {
      const charge = chargeOf(accepted);
      expect(await gateway.charge(charge, signal)).toEqual({
        kind: 'succeeded',
        reference: expect.stringMatching(/\S/) as string,
      });
      await expectTaken(charge, 1999);
    });

    it('a charge that is declined with the reason', async () => {
      const charge = chargeOf(declined);
      expect(await gateway.charge(charge, signal)).toEqual({
        kind: 'declined',
        detail: expect.stringMatching(/\S/) as string,
      });
      await expectTaken(charge, 0);
    });

    it.each(['no such method', 'pm', '', '<script>', 'x'.repeat(100)])(
      'a charge by a method that it does not know, %p, with a decline',
      async (method) => {
        expect((await gateway.charge(chargeOf(method), signal)).kind).toBe('declined');
      },
    );

    it('a refund of all', async () => {
      const refund = await refundAfterCharge();
      expect((await gateway.refund(refund, signal)).kind).toBe('succeeded');
      await expectTaken(refund, 0);
    });

    it('a refund of a part, and of another', async () => {
      const first = await refundAfterCharge(500);
      expect((await gateway.refund(first, signal)).kind).toBe('succeeded');
      await expectTaken(first, 1499);
      const second = { ...first, key: `${first.orderId}:2:refund` };
      expect((await gateway.refund(second, signal)).kind).toBe('succeeded');
      await expectTaken(first, 999);
    });

    it('a refund of two charges', async () => {
      const first = chargeOf(accepted);
      const second = { ...first, key: `${first.orderId}:2`, amount: 1 };
      const parts = [
        partOf(first, await gateway.charge(first, signal)),
        partOf(second, await gateway.charge(second, signal)),
      ];
      const refund = { ...first, key: `${first.orderId}:closed:refund`, amount: 2000, parts };
      const result = await gateway.refund(refund, signal);
      expect(result.kind).toBe('succeeded');
      await expectTaken(first, 0);
      expect(await create().refund(refund, signal)).toEqual(result);
      await expectTaken(first, 0);
    });
  });

  describe('keeps to a key:', () => {
    it.each([
      ['an accepted', accepted, 1999],
      ['a declined', declined, 0],
    ])('%s charge is answered again as the first time, by another client too', async (_, method, taken) => {
      const charge = chargeOf(method);
      const first = await gateway.charge(charge, signal);
      expect(await gateway.charge(charge, signal)).toEqual(first);
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      expect(await create().charge({ ...charge, attempt: 2, traceparent }, signal)).toEqual(first);
      await expectTaken(charge, taken);
    });

    it('a charge that is asked for twice at once is made once', async () => {
      const charge = chargeOf(accepted);
      const results = await Promise.all([gateway.charge(charge, signal), create().charge(charge, signal)]);
      // The second may be told to come back later; a second success would be the same charge.
      const successes = results.filter((result) => result.kind === 'succeeded');
      expect(successes.length).toBeGreaterThan(0);
      expect(new Set(successes.map((result) => JSON.stringify(result))).size).toBe(1);
      await expectTaken(charge, 1999);
    });

    it('a refund is answered again as the first time, by another client too', async () => {
      const refund = await refundAfterCharge(500);
      const first = await gateway.refund(refund, signal);
      expect(first.kind).toBe('succeeded');
      expect(await create().refund({ ...refund, attempt: 2 }, signal)).toEqual(first);
      await expectTaken(refund, 1499);
    });

    it.each([
      ['accepted', accepted, 1999],
      ['declined', declined, 0],
    ])('another amount under the key of an %s charge is refused', async (_, method, taken) => {
      const charge = chargeOf(method);
      const first = await gateway.charge(charge, signal);
      expect((await gateway.charge({ ...charge, amount: 2000 }, signal)).kind).toBe('failed');
      expect(await gateway.charge(charge, signal)).toEqual(first);
      await expectTaken(charge, taken);
    });

    it('another amount under the key of a refund is refused', async () => {
      const refund = await refundAfterCharge(500);
      await gateway.refund(refund, signal);
      const more = { ...refund, amount: 600, parts: refund.parts.map((part) => ({ ...part, amount: 600 })) };
      expect((await gateway.refund(more, signal)).kind).not.toBe('succeeded');
      await expectTaken(refund, 1499);
    });
  });
}
