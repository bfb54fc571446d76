import type { ChargeRequest, RefundRequest } from '../src/application/ports/payment-gateway';
import { StripeGateway } from '../src/adapters/outbound/gateways/stripe-gateway';
import { Secret } from '../src/secret';
import { itIsAPaymentGateway } from './gateway-conformance';
import { findStripeMock, startStripeMock, type StripeMock } from './stripe/stripe-mock';
import { openStripeServer, type StripeServer } from './stripe/stripe-server';

const signal = new AbortController().signal;
const hour = 3_600_000;

const charge: ChargeRequest = {
  key: 'o1:1',
  orderId: 'o1',
  amount: 1999,
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  attempt: 1,
  since: new Date(),
};
const refundOf = (amount: number, reference = 'pi_1'): RefundRequest => ({
  ...charge,
  key: 'o1:closed:refund',
  amount,
  parts: [{ key: 'o1:1', amount, reference }],
});

/** The conformance suite, and what is Stripe's own, against a server of this machine. */
function itWorksWithStripe(open: () => Promise<StripeServer>): void {
  let stripe: StripeServer;
  const warnings: string[] = [];
  const log = {
    warn: (fields: object, text: string) => void warnings.push(JSON.stringify({ ...fields, text })),
  };
  const gatewayOf = (key = 'sk_test_123', apiUrl = stripe.url) =>
    StripeGateway.open({ secretKey: new Secret(key), apiUrl, timeoutMs: 5_000 }, log);

  beforeEach(async () => {
    stripe = await open();
    warnings.length = 0;
  });
  afterEach(() => stripe.close());

  const postsTo = (path: string) =>
    stripe.requests.filter((request) => request.method === 'POST' && request.path === path);

  itIsAPaymentGateway({
    create: () => gatewayOf(),
    accepted: 'pm_card_visa',
    declined: 'pm_card_chargeDeclined',
    keyPrefix: 'stripe-',
    takenFor: (orderId) => stripe.memory.takenFor(orderId),
  });

  it('asks for a PaymentIntent that is made and confirmed in one call, under the key', async () => {
    expect(await gatewayOf().charge(charge, signal)).toEqual({ kind: 'succeeded', reference: 'pi_1' });
    const [sent] = stripe.requests;
    expect(stripe.requests).toHaveLength(1);
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/payment_intents', idempotencyKey: 'o1:1' });
    expect(Object.fromEntries(sent?.params ?? [])).toEqual({
      amount: '1999',
      currency: 'eur',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'allowed_payment_method_types[0]': 'card',
      error_on_requires_action: 'true',
      'metadata[ordersaga_order]': 'o1',
      'metadata[ordersaga_key]': 'o1:1',
    });
  });

  it('asks for a refund of the PaymentIntent that took the money, under a key of its own', async () => {
    await gatewayOf().charge(charge, signal);
    expect(await gatewayOf().refund(refundOf(500), signal)).toEqual({ kind: 'succeeded', reference: 're_1' });
    const [sent] = postsTo('/v1/refunds');
    expect(sent?.idempotencyKey).toBe('o1:closed:refund');
    expect(Object.fromEntries(sent?.params ?? [])).toMatchObject({ payment_intent: 'pi_1', amount: '500' });
  });

  it('sends the very same again after an answer that got lost, and so charges once', async () => {
    stripe.decide(() => 'lost');
    expect(await gatewayOf().charge(charge, signal)).toEqual({
      kind: 'failed',
      detail: expect.stringContaining('no answer from Stripe: ') as string,
    });
    stripe.decide(() => undefined);
    const again = {
      ...charge,
      attempt: 2,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    expect(await gatewayOf().charge(again, signal)).toEqual({ kind: 'succeeded', reference: 'pi_1' });
    const sent = stripe.requests.map(({ params, idempotencyKey }) => [idempotencyKey, params.toString()]);
    // Stripe's client asks twice by itself when a connection is closed.
    expect(sent).toHaveLength(3);
    expect(sent.slice(1)).toEqual([sent[0], sent[0]]);
    expect(stripe.memory.intents.size).toBe(1);
  });

  it('finds a charge that Stripe has made and forgotten the key of', async () => {
    await gatewayOf().charge(charge, signal);
    stripe.memory.forgetKeys();
    const late = { ...charge, since: new Date(Date.now() - 30 * hour) };
    expect(await gatewayOf().charge(late, signal)).toEqual({ kind: 'succeeded', reference: 'pi_1' });
    expect(stripe.memory.intents.size).toBe(1);
  });

  it('takes no charge of another amount for its own', async () => {
    await gatewayOf().charge(charge, signal);
    stripe.memory.forgetKeys();
    const other = { ...charge, amount: 2000, since: new Date(Date.now() - 30 * hour) };
    expect((await gatewayOf().charge(other, signal)).kind).toBe('failed');
    expect(stripe.memory.intents.size).toBe(1);
  });

  it('makes a charge that was wanted for long and never made', async () => {
    const late = { ...charge, since: new Date(Date.now() - 30 * hour) };
    expect(await gatewayOf().charge(late, signal)).toEqual({ kind: 'succeeded', reference: 'pi_1' });
  });

  it('finds a refund that Stripe has made and forgotten the key of', async () => {
    await gatewayOf().charge(charge, signal);
    await gatewayOf().refund(refundOf(500), signal);
    stripe.memory.forgetKeys();
    const late = { ...refundOf(500), since: new Date(Date.now() - 30 * hour) };
    expect(await gatewayOf().refund(late, signal)).toEqual({ kind: 'succeeded', reference: 're_1' });
    expect(stripe.memory.takenFor('o1')).toBe(1499);
  });

  it('looks for the charge when its key has but an error of Stripe to tell', async () => {
    const error = { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong' } } };
    stripe.decide((asked) => {
      if (asked.method === 'GET') return undefined;
      stripe.memory.keepAnswer(asked, error);
      return { instead: error };
    });
    expect(await gatewayOf().charge(charge, signal)).toEqual({
      kind: 'failed',
      detail: 'Stripe failed (status 500): Something went wrong',
    });
    stripe.decide(() => undefined);
    expect(await gatewayOf().charge(charge, signal)).toEqual({ kind: 'succeeded', reference: 'pi_1' });
    expect(stripe.memory.takenFor('o1')).toBe(1999);
  });

  it('takes a charge that was given back by hand for refunded', async () => {
    await gatewayOf().charge(charge, signal);
    await gatewayOf().refund({ ...refundOf(1999), key: 'by hand' }, signal);
    expect((await gatewayOf().refund(refundOf(500), signal)).kind).toBe('succeeded');
  });

  it('leaves a refund of money that Stripe never took to somebody else', async () => {
    expect(await gatewayOf().refund(refundOf(500, 'simulated:o1:1'), signal)).toEqual({
      kind: 'failed',
      detail: expect.stringContaining('was not made with Stripe') as string,
    });
    expect(stripe.requests).toEqual([]);
  });

  it.each<[string, number, object]>([
    ['is overloaded', 429, { type: 'rate_limit_error', code: 'rate_limit' }],
    ['has locked the object', 429, { type: 'invalid_request_error', code: 'lock_timeout' }],
    ['is at the same key', 409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }],
    ['has an error of its own', 503, { type: 'api_error' }],
  ])('comes again when Stripe %s', async (_, status, error) => {
    stripe.decide(() => ({ instead: { status, body: { error: { ...error, message: 'later' } } } }));
    expect((await gatewayOf().charge(charge, signal)).kind).toBe('failed');
    stripe.decide(() => undefined);
    expect((await gatewayOf().charge(charge, signal)).kind).toBe('succeeded');
  });

  it.each(['<html>bad gateway</html>', '', '"bad gateway"', 'null', '[]', '{"error":7}', '{"error":null}'])(
    'comes again when the answer is %p',
    async (body) => {
      stripe.decide(() => ({ instead: { status: 502, body } }));
      expect((await gatewayOf().charge(charge, signal)).kind).toBe('failed');
      stripe.decide(() => undefined);
      expect((await gatewayOf().charge(charge, signal)).kind).toBe('succeeded');
    },
  );

  it('does not begin what nobody waits for any more', async () => {
    const late = { ...charge, since: new Date(Date.now() - 30 * hour) };
    const tired = new AbortController();
    stripe.decide(() => {
      tired.abort(new Error('too late'));
      return undefined;
    });
    expect(await gatewayOf().charge(late, tired.signal)).toEqual({ kind: 'failed', detail: 'too late' });
    expect(stripe.memory.intents.size).toBe(0);
  });

  it('says that a key is not accepted, without telling it', async () => {
    const key = 'sk_live_betrayed';
    stripe.decide(() => ({
      instead: { status: 401, body: { error: { message: `Invalid API Key provided: ${key}` } } },
    }));
    const result = await gatewayOf(key).charge(charge, signal);
    expect(result).toEqual({
      kind: 'failed',
      detail: expect.stringMatching(
        /^Stripe does not accept the key of STRIPE_SECRET_KEY: .*\[secret\]/,
      ) as string,
    });
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(result) + warnings.join()).not.toContain('betrayed');
  });
}

describe('Stripe, by what its documentation says', () => {
  itWorksWithStripe(() => openStripeServer());

  it('fails in passing when nobody answers, within its time', async () => {
    const stripe = await openStripeServer();
    stripe.decide(() => new Promise(() => undefined));
    const settings = { secretKey: new Secret('sk_test_123'), timeoutMs: 100 };
    const log = { warn: () => undefined };
    const result = await StripeGateway.open({ ...settings, apiUrl: stripe.url }, log).charge(charge, signal);
    expect(result).toEqual({ kind: 'failed', detail: expect.stringContaining('no answer') as string });
    await stripe.close();
    const gone = StripeGateway.open({ ...settings, apiUrl: stripe.url }, log);
    expect(await gone.charge(charge, signal)).toEqual({
      kind: 'failed',
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

const program = findStripeMock();
if ('missing' in program)
  process.stderr.write(`stripe-mock is not there, its tests are skipped: ${program.missing}\n`);
const withStripeMock = 'file' in program ? describe : describe.skip;

/**
 * stripe-mock holds every request against Stripe's own OpenAPI description and refuses what does not fit; its answers
 * have the shape of Stripe's. It remembers nothing and declines nothing, so that what keys and cards do is shown by the
 * memory in front of it, which is ours.
 */
withStripeMock('Stripe, with stripe-mock as the judge of requests', () => {
  let mock: StripeMock;
  beforeAll(async () => {
    mock = await startStripeMock((program as { file: string }).file);
  });
  afterAll(() => mock.stop());

  itWorksWithStripe(() => openStripeServer(mock.url));

  const gatewayOf = (key: string) =>
    StripeGateway.open(
      { secretKey: new Secret(key), apiUrl: mock.url, timeoutMs: 5_000 },
      { warn: () => undefined },
    );

  it('takes our requests as they are, with nothing between', async () => {
    // Every PaymentIntent of its waits for a payment method, which means for a confirmed one: declined.
    expect((await gatewayOf('sk_test_123').charge(charge, signal)).kind).toBe('declined');
    const refund = await gatewayOf('sk_test_123').refund(refundOf(500), signal);
    expect(refund).toEqual({ kind: 'succeeded', reference: expect.stringMatching(/^re_/) as string });
    // Whatever is searched for, it finds a PaymentIntent of 1099 USD.
    const late = new Date(Date.now() - 30 * hour);
    expect(await gatewayOf('sk_test_123').charge({ ...charge, since: late }, signal)).toEqual({
      kind: 'failed',
      detail: expect.stringContaining('another amount') as string,
    });
    const again = await gatewayOf('sk_test_123').refund({ ...refundOf(500), since: late }, signal);
    expect(again.kind).toBe('succeeded');
  });

  it('refuses what does not fit, and repeats a key that it does not accept: we do not', async () => {
    const broken = await gatewayOf('sk_test_123').charge({ ...charge, amount: NaN }, signal);
    expect(broken.kind).toBe('failed');
    const result = await gatewayOf('sk_live_betrayed').charge(charge, signal);
    expect(result).toEqual({ kind: 'failed', detail: expect.stringContaining('[secret]') as string });
    expect(JSON.stringify(result)).not.toContain('betrayed');
  });
});
