import { eventually } from '@ordersaga/test-kit';
import { spawnPayment, type PaymentProcess } from './payment-process';
import { cancelled, openPayment, reserved, show } from './payment-under-test';
import type { Asked } from './stripe/stripe-memory';
import { openStripeServer, type StripeServer } from './stripe/stripe-server';

jest.setTimeout(120_000);

const isCharge = ({ method, path }: Asked) => method === 'POST' && path === '/v1/payment_intents';
const isRefund = ({ method, path }: Asked) => method === 'POST' && path === '/v1/refunds';

/** Something to wait for, and its end. */
function untilLetGo() {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  return { held, letGo };
}

/**
 * The whole service on real Postgres and Kafka, its gateway the one for Stripe, the provider a server that keeps keys as
 * Stripe documents it. An answer is lost by a cut connection, or because the process that waits for it is killed: in both
 * cases the provider has done what it was asked.
 */
describe('an answer of the provider that gets lost', () => {
  let payment: Awaited<ReturnType<typeof openPayment>>;
  let stripe: StripeServer;
  let environment: Record<string, string>;
  const processes: PaymentProcess[] = [];

  beforeEach(async () => {
    [payment, stripe] = await Promise.all([openPayment(), openStripeServer()]);
    environment = {
      PAYMENT_GATEWAY: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_123',
      STRIPE_API_URL: stripe.url,
      GATEWAY_TIMEOUT_MS: '20000',
      SETTLEMENT_GRACE_MS: '60000',
    };
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
    await Promise.all([payment.close(), stripe.close()]);
  });

  const orderOf = (orderId: string) => reserved(orderId, 500, { paymentMethod: 'pm_card_visa' });
  const told = async (orderId: string) => (await payment.announced(orderId)).map(({ type }) => type);
  const startProcess = (): PaymentProcess => {
    const process = spawnPayment({ ...payment.environment, ...environment });
    processes.push(process);
    return process;
  };
  /** As when the time of grace of those who died is over. */
  const endGrace = () =>
    payment.client.query('UPDATE payments SET retry_at = now() WHERE pending IS NOT NULL');
  const untilStatus = async (url: string, orderId: string, status: string) =>
    eventually(
      async () => {
        const { body } = await show(url, orderId);
        expect(body.status).toBe(status);
        return body;
      },
      { within: 30_000 },
    );
  const untilClosed = (orderId: string) =>
    eventually(async () => {
      const query = 'SELECT FROM payments WHERE order_id = $1 AND closed';
      expect((await payment.client.query(query, [orderId])).rows).toHaveLength(1);
    });
  const keysOf = (which: (asked: Asked) => boolean) =>
    stripe.requests.filter(which).map(({ idempotencyKey }) => idempotencyKey);

  it('with the connection costs no second charge: the same key, the same result', async () => {
    stripe.decide((asked) => (isCharge(asked) && keysOf(isCharge).length <= 2 ? 'lost' : undefined));
    const { url } = await payment.start(undefined, environment);
    await payment.publish(orderOf('cut'));
    const { attempts, charged } = await untilStatus(url, 'cut', 'completed');
    expect(charged).toBe(500);
    expect(attempts.map(({ key, result }) => [key, result])).toEqual([
      ['cut:1', 'failed'],
      ['cut:1', 'succeeded'],
    ]);
    // Stripe's client asks twice by itself when a connection is closed.
    expect(keysOf(isCharge)).toEqual(['cut:1', 'cut:1', 'cut:1']);
    expect([...stripe.memory.intents.keys()]).toEqual(['pi_1']);
    expect(stripe.memory.takenFor('cut')).toBe(500);
    expect(await told('cut')).toEqual(['completed']);
  });

  it('with its process costs no second charge, and the charge is recorded', async () => {
    const { held, letGo } = untilLetGo();
    stripe.decide(async (asked) => (isCharge(asked) ? void (await held) : undefined));
    const process = startProcess();
    await process.ready();
    await payment.publish(orderOf('killed'));
    await eventually(() => expect(stripe.memory.takenFor('killed')).toBe(500), { within: 20_000 });
    await process.kill();
    letGo();
    const { rows } = await payment.client.query('SELECT charged::int, pending FROM payments');
    expect(rows).toMatchObject([{ charged: 0, pending: { key: 'killed:1' } }]);

    await endGrace();
    const url = await startProcess().listening();
    const { attempts, charged } = await untilStatus(url, 'killed', 'completed');
    expect(charged).toBe(500);
    expect(attempts).toMatchObject([{ key: 'killed:1', result: 'succeeded' }]);
    expect(keysOf(isCharge)).toEqual(['killed:1', 'killed:1']);
    expect(stripe.memory.takenFor('killed')).toBe(500);
    expect(await told('killed')).toEqual(['completed']);
  });

  it.each(['its connection', 'its process'])('with %s costs no second refund', async (what) => {
    const process = startProcess();
    const url = await process.ready();
    await payment.publish(orderOf('back'));
    await untilStatus(url, 'back', 'completed');
    const { held, letGo } = untilLetGo();
    stripe.decide(async (asked) => {
      if (!isRefund(asked) || keysOf(isRefund).length > 2) return undefined;
      await held;
      return 'lost';
    });
    await payment.publish(cancelled('back'));
    await eventually(() => expect(stripe.memory.takenFor('back')).toBe(0), { within: 20_000 });
    expect((await show(url, 'back')).body).toMatchObject({ status: 'pending', refunded: 0 });
    if (what === 'its process') await process.kill();
    letGo();
    await endGrace();
    const next = what === 'its process' ? await startProcess().listening() : url;
    expect(await untilStatus(next, 'back', 'refunded')).toMatchObject({ charged: 500, refunded: 500 });
    expect(keysOf(isRefund)).toEqual(Array(3).fill('back:closed:refund'));
    expect(stripe.memory.refunds.map(({ amount }) => amount)).toEqual([500]);
    expect(await told('back')).toEqual(['completed', 'refunded']);
  });

  it.each(['arrives', 'gets lost'])('or comes late is refunded: cancelled before it %s', async (fate) => {
    const { held, letGo } = untilLetGo();
    stripe.decide(async (asked) => {
      if (!isCharge(asked) || keysOf(isCharge).length > 2) return undefined;
      await held;
      return fate === 'arrives' ? undefined : 'lost';
    });
    const { url } = await payment.start(undefined, environment);
    await payment.publish(orderOf('crossing'));
    await eventually(() => expect(stripe.memory.takenFor('crossing')).toBe(500), { within: 20_000 });
    await payment.publish(cancelled('crossing'));
    await untilClosed('crossing');
    letGo();
    expect(await untilStatus(url, 'crossing', 'refunded')).toMatchObject({ charged: 500, refunded: 500 });
    expect([stripe.memory.intents.size, stripe.memory.refunds.length]).toEqual([1, 1]);
    expect(stripe.memory.takenFor('crossing')).toBe(0);
    expect(await told('crossing')).toEqual(['refunded']);
  });

  it('with its process, the order cancelled before anybody asks again, is refunded once', async () => {
    const { held, letGo } = untilLetGo();
    stripe.decide(async (asked) => (isCharge(asked) ? void (await held) : undefined));
    const process = startProcess();
    await process.ready();
    await payment.publish(orderOf('gone'));
    await eventually(() => expect(stripe.memory.takenFor('gone')).toBe(500), { within: 20_000 });
    await process.kill();
    letGo();
    await payment.publish(cancelled('gone'));
    const url = await startProcess().ready();
    await untilClosed('gone');
    expect(stripe.memory.takenFor('gone')).toBe(500);
    await endGrace();
    expect(await untilStatus(url, 'gone', 'refunded')).toMatchObject({ charged: 500, refunded: 500 });
    expect([stripe.memory.intents.size, stripe.memory.refunds.length]).toEqual([1, 1]);
    expect(await told('gone')).toEqual(['refunded']);
  });

  it('is never asked for when the cancellation comes before the reservation', async () => {
    const { url } = await payment.start(undefined, environment);
    await payment.publish(cancelled('early'));
    await untilStatus(url, 'early', 'closed');
    const late = orderOf('early');
    await payment.publish(late, orderOf('marker'));
    await eventually(async () => expect(await payment.hasTakenIn(late)).toBe(true), { within: 20_000 });
    await untilStatus(url, 'marker', 'completed');
    expect(keysOf(isCharge)).toEqual(['marker:1']);
    expect((await show(url, 'early')).body).toMatchObject({ status: 'closed', charged: 0, attempts: [] });
  });
});
