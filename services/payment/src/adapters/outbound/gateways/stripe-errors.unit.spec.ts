import Stripe from 'stripe';
import { answerToError, isKeySpent, isRefundedAlready, isRefusal } from './stripe-errors';

/** An error as Stripe's client makes it of an answer; the shapes are those of https://docs.stripe.com/api/errors. */
const errorOf = (statusCode: number, error: Record<string, unknown>, headers: Record<string, string> = {}) =>
  Stripe.errors.generateV1Error({
    message: 'the message',
    ...error,
    statusCode,
    headers,
  });

describe("what Stripe's errors mean", () => {
  it.each<[string, number, Record<string, unknown>, string]>([
    [
      'a bank that says no',
      402,
      { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' },
      'the message (insufficient_funds)',
    ],
    ['a card that is over', 402, { type: 'card_error', code: 'expired_card' }, 'the message (expired_card)'],
    [
      'a card that wants its owner',
      402,
      { type: 'card_error', code: 'card_declined', decline_code: 'authentication_required' },
      'the message (authentication_required)',
    ],
    [
      'an unknown payment method',
      400,
      { type: 'invalid_request_error', code: 'resource_missing', param: 'payment_method' },
      'the message',
    ],
    [
      'too small an amount',
      400,
      { type: 'invalid_request_error', code: 'amount_too_small', param: 'amount' },
      'the message',
    ],
    ['an unknown currency', 400, { type: 'invalid_request_error', param: 'currency' }, 'the message'],
  ])('declines %s', (_, status, error, detail) => {
    expect(answerToError(errorOf(status, error))).toEqual({ kind: 'declined', detail });
  });

  it.each<[string, number, Record<string, unknown>, string, boolean]>([
    ['a wrong key', 401, { type: 'invalid_request_error' }, 'STRIPE_SECRET_KEY', true],
    ['a key without the right', 403, { type: 'invalid_request_error' }, 'STRIPE_SECRET_KEY', true],
    [
      'a request of ours that is wrong',
      400,
      { type: 'invalid_request_error', param: 'confirm' },
      'refuses',
      true,
    ],
    ['a key used for something else', 400, { type: 'idempotency_error' }, 'something else', true],
    ['too many requests', 429, { type: 'rate_limit_error', code: 'rate_limit' }, 'wait', false],
    ['an object that is locked', 429, { type: 'invalid_request_error', code: 'lock_timeout' }, 'wait', false],
    ['a key in use', 409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }, '409', false],
    ['an error of Stripe', 500, { type: 'api_error' }, '500', false],
    ['a gateway in between', 504, {}, '504', false],
  ])('leaves open what became of the money after %s', (_, status, error, hint, forOperator) => {
    const answer = answerToError(errorOf(status, error));
    expect(answer).toEqual({ kind: 'failed', detail: expect.stringContaining(hint) as string });
    expect(isRefusal(errorOf(status, error))).toBe(forOperator);
  });

  it('says why there was no connection', () => {
    const detail = new Error('connect ECONNREFUSED 127.0.0.1:1');
    const error = new Stripe.errors.StripeConnectionError({
      message: 'An error occurred with our connection to Stripe.',
      detail,
    });
    expect(answerToError(error)).toEqual({
      kind: 'failed',
      detail: `no answer from Stripe: ${detail.message}`,
    });
  });

  it.each(['a text', undefined, new TypeError('odd')])(
    'takes %p, which is not of Stripe, for open',
    (error) => {
      expect(answerToError(error).kind).toBe('failed');
    },
  );

  it.each(['sk_live_51Hx', 'sk_test_********1234', 'rk_live_51Hx', 'sk_org_live_1'])(
    'strikes out %s',
    (key) => {
      for (const error of [
        errorOf(401, { message: `Invalid API Key provided: ${key}.` }),
        errorOf(402, { message: `Declined ${key}`, code: 'card_declined' }),
        errorOf(400, { message: `Authorization was 'Bearer ${key}'`, param: 'amount' }),
        new Error(key),
      ])
        expect(JSON.stringify(answerToError(error))).not.toContain(key);
    },
  );

  it('knows a key that will never answer anything else', () => {
    const replayed = { 'idempotent-replayed': 'true' };
    expect(isKeySpent(errorOf(500, { type: 'api_error' }, replayed))).toBe(true);
    expect(isKeySpent(errorOf(400, { type: 'idempotency_error' }))).toBe(true);
    expect(isKeySpent(errorOf(500, { type: 'api_error' }))).toBe(false);
    expect(isKeySpent(errorOf(402, { type: 'card_error' }, replayed))).toBe(false);
    expect(isKeySpent(errorOf(409, { type: 'idempotency_error' }))).toBe(false);
    expect(isKeySpent(new Error('odd'))).toBe(false);
  });

  it('knows a charge that has gone back', () => {
    expect(isRefundedAlready(errorOf(400, { code: 'charge_already_refunded' }))).toBe(true);
    expect(isRefundedAlready(errorOf(400, { code: 'charge_disputed' }))).toBe(false);
  });
});
