import { successRateOf } from './success-rate';

const noReasons = {
  'insufficient-stock': 0,
  'payment-declined': 0,
  expired: 0,
  'timed-out': 0,
  cancelled: 0,
};

describe('the success rate', () => {
  it('is null while nothing is decided, and names every reason all the same', () => {
    expect(successRateOf([{ status: 'suspended', orders: 3 }])).toEqual({
      total: 3,
      open: 3,
      successful: 0,
      unsuccessful: 0,
      successRate: null,
      byReason: noReasons,
    });
  });

  it('adds up every status and reason, open orders aside', () => {
    expect(
      successRateOf([
        { status: 'completed', orders: 2 },
        { status: 'completed', orders: 4 },
        { status: 'failed', reason: 'expired', orders: 1 },
        { status: 'suspended', orders: 5 },
        { status: 'cancelled', orders: 1 },
      ]),
    ).toEqual({
      total: 13,
      open: 5,
      successful: 6,
      unsuccessful: 2,
      successRate: 0.75,
      byReason: { ...noReasons, expired: 1, cancelled: 1 },
    });
  });

  it.each([
    [[{ status: 'completed' as const, orders: 1 }], 1],
    [[{ status: 'cancelled' as const, orders: 1 }], 0],
  ])('reaches from 0 to 1', (counts, rate) => expect(successRateOf(counts).successRate).toBe(rate));
});
