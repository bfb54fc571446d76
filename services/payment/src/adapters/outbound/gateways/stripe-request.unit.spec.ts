import { idempotencyKeyOf, intentParams, stripeAmountOf, stripeMethodOf } from './stripe-request';

describe('a request to Stripe', () => {
  it.each([
    ['pm_card_visa', { payment_method: 'pm_card_visa' }],
    ['pm_1MqLiJLkdIwHu7ixUEgbFdYF', { payment_method: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF' }],
    ['card_1Mq', { payment_method: 'card_1Mq' }],
    ['cus_9s6X/pm_1Mq', { customer: 'cus_9s6X', payment_method: 'pm_1Mq' }],
  ])('names the payment method %s as Stripe does', (token, method) => {
    expect(stripeMethodOf(token)).toEqual(method);
  });

  it.each(['card-ok', 'pm_', 'tok_visa', 'cus_9s6X', 'pm_a/cus_b', 'pm_a&amount=1', '4242424242424242', ''])(
    'knows no payment method %p',
    (token) => expect(stripeMethodOf(token)).toBeUndefined(),
  );

  it.each([
    ['EUR', 1999, 1999],
    ['JPY', 500, 500],
    ['KWD', 1230, 1230],
    ['ISK', 5, 500],
    ['UGX', 5, 500],
    ['MGA', 700, 7],
  ])('counts %s as Stripe does', (currency, minorUnits, amount) => {
    expect(stripeAmountOf(minorUnits, currency)).toBe(amount);
  });

  it('has a key that fits into a header and a search, always the same', () => {
    expect(idempotencyKeyOf('0198f7a2-1c3e-7c55:12:refund#2')).toBe('0198f7a2-1c3e-7c55:12:refund#2');
    for (const odd of ["o'1:1", 'ö:1', 'a b', 'line\nbreak', 'x'.repeat(256)]) {
      expect(idempotencyKeyOf(odd)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(idempotencyKeyOf(odd)).toBe(idempotencyKeyOf(odd));
      expect(idempotencyKeyOf(odd)).not.toBe(idempotencyKeyOf(`${odd}!`));
    }
  });

  it('is the same for every try of an operation', () => {
    const request = {
      key: 'o:1',
      orderId: 'o',
      amount: 1,
      currency: 'EUR',
      paymentMethod: 'pm_a',
      attempt: 1,
      since: new Date(0),
    };
    const later = { ...request, attempt: 7, traceparent: 'another', since: new Date(1) };
    const params = intentParams(request, { payment_method: 'pm_a' }, 'o:1');
    expect(intentParams(later, { payment_method: 'pm_a' }, 'o:1')).toEqual(params);
  });
});
