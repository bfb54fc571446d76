import { eventually } from '@ordersaga/test-kit';
import { spawnPayment, type PaymentProcess } from './payment-process';
import { cancelled, openPayment, reserved, show } from './payment-under-test';
import { openStripeServer, type StripeServer } from './stripe/stripe-server';

jest.setTimeout(120_000);

const mark = 'betrayed';
const key = `sk_test_${mark}`;

/** What Stripe, or whoever is taken for it, answers: each repeats the key. */
const answers: Record<string, { status: number; error: object }> = {
  unauthorized: { status: 401, error: { message: `Invalid API Key provided: ${key}` } },
  forbidden: { status: 403, error: { message: `The provided key ${key} may not do this` } },
  invalid: { status: 400, error: { type: 'invalid_request_error', message: `Unknown parameter: ${key}` } },
  broken: { status: 500, error: { type: 'api_error', message: `Authorization was 'Bearer ${key}'` } },
  declined: {
    status: 402,
    error: { type: 'card_error', code: 'card_declined', message: `Declined, ${key}` },
  },
};

describe('the secret of Stripe', () => {
  let payment: Awaited<ReturnType<typeof openPayment>>;
  let stripe: StripeServer;
  const processes: PaymentProcess[] = [];

  beforeEach(async () => {
    [payment, stripe] = await Promise.all([openPayment(), openStripeServer()]);
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
    await Promise.all([payment.close(), stripe.close()]);
  });

  const spawn = (environment: Record<string, string>): PaymentProcess => {
    const process = spawnPayment({ ...payment.environment, PAYMENT_GATEWAY: 'stripe', ...environment });
    processes.push(process);
    return process;
  };
  const dump = async (table: string): Promise<string> => {
    const { rows } = await payment.client.query(`SELECT row_to_json(one)::text FROM ${table} AS one`);
    return JSON.stringify(rows);
  };

  it('is in no log line, no event, no row and no answer, whatever goes wrong', async () => {
    stripe.decide(({ params }) => {
      const [, orderId = ''] = /^(\w+)/.exec(params.get('metadata[ordersaga_order]') ?? '') ?? [];
      const answer = answers[orderId];
      return orderId === 'lost'
        ? 'lost'
        : answer && { instead: { status: answer.status, body: { error: answer.error } } };
    });
    const process = spawn({ STRIPE_SECRET_KEY: key, STRIPE_API_URL: stripe.url, LOG_LEVEL: 'trace' });
    const url = await process.ready();
    const orders = ['fine', 'lost', ...Object.keys(answers)];
    await payment.publish(...orders.map((order) => reserved(order, 500, { paymentMethod: 'pm_card_visa' })));
    await eventually(
      async () => {
        for (const order of orders)
          expect((await show(url, order)).body.attempts).toContainEqual(
            expect.objectContaining({ result: expect.stringMatching(/succeeded|declined|failed/) as string }),
          );
      },
      { within: 30_000 },
    );
    await payment.publish(...orders.map((order) => cancelled(order)));
    await eventually(async () => expect((await show(url, 'fine')).body.status).toBe('refunded'));

    const seen = {
      lines: process.lines.join('\n'),
      outbox: await dump('outbox'),
      payments: await dump('payments'),
      attempts: await dump('payment_attempts'),
      metrics: await (await fetch(`${url}/metrics`)).text(),
      answers: JSON.stringify(await Promise.all(orders.map((order) => show(url, order)))),
    };
    // Each of them is really about these calls.
    expect(seen.lines).toContain('Stripe refuses a call');
    expect(seen.attempts).toContain('[secret]');
    expect(seen.outbox).toContain('[secret]');
    for (const text of Object.values(seen)) expect(text).not.toContain(mark);
  });

  it.each([
    ['is missing', {}, 'STRIPE_SECRET_KEY is not set'],
    [
      'is none',
      { STRIPE_SECRET_KEY: `pk_test_${mark}` },
      'STRIPE_SECRET_KEY: must be a secret or restricted key',
    ],
  ])('is named, not told, when it %s at the start', async (_, environment, fault) => {
    const process = spawn(environment);
    expect(await process.exited).toBe(1);
    expect(process.lines.join('\n')).toContain(fault);
    expect(process.lines.join('\n')).not.toContain(mark);
  });
});
