import { sampleMessage } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { cancelled, confirmed, openPayment, reserved, show, type Shown } from './payment-under-test';

jest.setTimeout(90_000);

describe('payments over Kafka', () => {
  let payment: Awaited<ReturnType<typeof openPayment>>;
  let url: string;

  beforeAll(async () => {
    payment = await openPayment();
    const [first] = await Promise.all([payment.start(), payment.start()]);
    url = first.url;
  });
  afterAll(() => payment.close());

  const until = (orderId: string, status: string): Promise<Shown> =>
    eventually(
      async () => {
        const { body } = await show(url, orderId);
        expect(body.status).toBe(status);
        return body;
      },
      { within: 20_000 },
    );
  const told = async (orderId: string) =>
    (await payment.announced(orderId)).map(({ type, data }) => ({ type, data }));
  const results = ({ attempts }: Shown) => attempts.map(({ key, result }) => [key, result]);

  it('are charged when stock is reserved', async () => {
    const cause = reserved('plain', 4990);
    await payment.publish(cause);
    const shown = await until('plain', 'completed');
    expect(shown).toEqual({
      orderId: 'plain',
      status: 'completed',
      charged: 4990,
      refunded: 0,
      currency: 'EUR',
      attempts: [
        {
          key: 'plain:1',
          amount: 4990,
          kind: 'charge',
          result: 'succeeded',
          at: expect.any(String) as string,
        },
      ],
    });
    expect(await told('plain')).toEqual([
      { type: 'completed', data: { orderId: 'plain', revision: 1, charged: 4990, currency: 'EUR' } },
    ]);
    const [completed] = await payment.announced('plain');
    expect(completed?.headers).toMatchObject({
      causationid: cause.id,
      correlationid: 'correlation-of-plain',
      ce_source: '/ordersaga/payment',
    });
  });

  it('are declined by the card, with the reason', async () => {
    await payment.publish(reserved('poor', 100, { paymentMethod: 'card-declined' }));
    expect(results(await until('poor', 'declined'))).toEqual([['poor:1', 'declined']]);
    expect(await told('poor')).toEqual([
      { type: 'declined', data: { orderId: 'poor', revision: 1, detail: 'the card was declined' } },
    ]);
  });

  it('are tried again under the same key after a failure in passing', async () => {
    await payment.publish(reserved('flaky', 100, { paymentMethod: 'card-flaky' }));
    expect(results(await until('flaky', 'completed'))).toEqual([
      ['flaky:1', 'failed'],
      ['flaky:1', 'failed'],
      ['flaky:1', 'succeeded'],
    ]);
    expect((await told('flaky')).map(({ type }) => type)).toEqual(['completed']);
  });

  it('follow the total up and down', async () => {
    await payment.publish(reserved('moving', 500));
    await until('moving', 'completed');
    await payment.publish(reserved('moving', 800, { revision: 2 }));
    await eventually(async () => expect(await told('moving')).toHaveLength(2));
    await payment.publish(reserved('moving', 300, { revision: 3 }), reserved('moving', 999, { revision: 2 }));
    await eventually(async () =>
      expect((await told('moving')).slice(2).map(({ data }) => data)).toEqual([
        { orderId: 'moving', amount: 500, currency: 'EUR' },
        { orderId: 'moving', revision: 3, charged: 300, currency: 'EUR' },
      ]),
    );
    expect((await show(url, 'moving')).body).toMatchObject({
      charged: 800,
      refunded: 500,
      status: 'completed',
    });
  });

  it('complete a total of zero without the provider', async () => {
    await payment.publish(reserved('free', 0));
    expect((await until('free', 'completed')).attempts).toEqual([]);
    expect((await told('free')).map(({ type }) => type)).toEqual(['completed']);
  });

  it('wait for the confirmation of a held order', async () => {
    await payment.publish(reserved('held', 100, { hold: true }));
    await until('held', 'waiting');
    await payment.publish(confirmed('held'));
    await until('held', 'completed');
  });

  it('are charged when the confirmation comes before the reservation', async () => {
    await payment.publish(confirmed('ahead', 2));
    await until('ahead', 'waiting');
    await payment.publish(
      reserved('ahead', 100, { hold: true }),
      reserved('ahead', 200, { hold: true, revision: 2 }),
    );
    expect(results(await until('ahead', 'completed'))).toEqual([['ahead:2', 'succeeded']]);
  });

  it('follow a held order that is changed, confirmed, changed twice more and cancelled', async () => {
    const orderId = 'living';
    await payment.publish(
      reserved(orderId, 300, { hold: true }),
      reserved(orderId, 500, { hold: true, revision: 2 }),
    );
    await until(orderId, 'waiting');
    await payment.publish(confirmed(orderId, 2));
    expect(results(await until(orderId, 'completed'))).toEqual([['living:2', 'succeeded']]);
    // From the confirmation on, what the order becomes is no longer held.
    const more = reserved(orderId, 800, { revision: 3 });
    await payment.publish(more, more);
    await eventually(async () => expect(await told(orderId)).toHaveLength(2), { within: 20_000 });
    await payment.publish(reserved(orderId, 200, { revision: 4 }));
    await eventually(async () => expect(await told(orderId)).toHaveLength(4), { within: 20_000 });
    await payment.publish(cancelled(orderId, 4));
    const shown = await until(orderId, 'refunded');
    expect(shown.attempts.map(({ key, kind, amount }) => [key, kind, amount])).toEqual([
      ['living:2', 'charge', 500],
      ['living:3', 'charge', 300],
      ['living:4:refund', 'refund', 600],
      ['living:closed:refund', 'refund', 200],
    ]);
    expect(shown).toMatchObject({ charged: 800, refunded: 800 });
    const tells = (await told(orderId)).map(({ type, data }) => [type, data['revision'] ?? data['amount']]);
    expect(tells).toEqual([
      ['completed', 2],
      ['completed', 3],
      ['refunded', 600],
      ['completed', 4],
      ['refunded', 200],
    ]);
  });

  it('wait on when it is an older revision that was confirmed', async () => {
    const old = confirmed('reheld', 1);
    const current = reserved('reheld', 100, { hold: true, revision: 2 });
    await payment.publish(old, current);
    for (const message of [old, current])
      await eventually(async () => expect(await payment.hasTakenIn(message)).toBe(true), { within: 20_000 });
    expect((await show(url, 'reheld')).body).toMatchObject({ status: 'waiting', attempts: [] });
    await payment.publish(confirmed('reheld', 2));
    await until('reheld', 'completed');
  });

  it('are never charged for an order that ended before', async () => {
    await payment.publish(cancelled('ended'));
    await until('ended', 'closed');
    const late = reserved('ended', 100);
    await payment.publish(late);
    await eventually(async () => expect(await payment.hasTakenIn(late)).toBe(true));
    expect((await show(url, 'ended')).body).toMatchObject({ status: 'closed', charged: 0, attempts: [] });
  });

  it('go back when the order ends', async () => {
    await payment.publish(reserved('back', 700));
    await until('back', 'completed');
    await payment.publish(
      sampleMessage('com.ordersaga.order.failed.v1', { orderId: 'back', revision: 1, reason: 'timed-out' }),
    );
    expect(await until('back', 'refunded')).toMatchObject({ charged: 700, refunded: 700 });
    expect((await told('back')).at(-1)).toEqual({
      type: 'refunded',
      data: { orderId: 'back', amount: 700, currency: 'EUR' },
    });
  });

  it('take no notice of a completed order', async () => {
    await payment.publish(reserved('done', 100));
    await until('done', 'completed');
    await payment.publish(
      sampleMessage('com.ordersaga.order.completed.v1', { orderId: 'done', revision: 1 }),
      reserved('done-marker', 1),
    );
    await until('done-marker', 'completed');
    expect((await show(url, 'done')).body).toMatchObject({ charged: 100, refunded: 0 });
  });

  it('are made once for a message that comes again', async () => {
    const again = reserved('again', 100);
    await payment.publish(again, again, reserved('again', 100));
    await until('again', 'completed');
    await payment.publish(again, reserved('again', 300, { revision: 2 }));
    await eventually(async () => expect(await told('again')).toHaveLength(2));
    expect((await show(url, 'again')).body).toMatchObject({ charged: 300 });
    expect(results((await show(url, 'again')).body)).toEqual([
      ['again:1', 'succeeded'],
      ['again:2', 'succeeded'],
    ]);
  });

  it('are not held up by a message that cannot be read', async () => {
    const letters = await payment.deadLetters();
    await payment.publishRecords([{ key: 'bad', headers: { ce_type: 'nonsense' }, value: '{}' }]);
    await payment.publish(reserved('after-bad', 100));
    await until('after-bad', 'completed');
    await eventually(() => expect(letters).toHaveLength(1), { within: 20_000 });
    expect(letters[0]?.headers['dead-letter-reason']).toBe('unreadable');
  });

  it('are not known for an order that nobody has mentioned', async () => {
    for (const orderId of ['nobody', 'nul\u0000', 'x'.repeat(300)])
      expect(await show(url, orderId)).toMatchObject({ status: 404, body: { title: 'Not Found' } });
  });

  it('add up when two instances settle many orders, some cancelled meanwhile, all messages twice', async () => {
    const orders = Array.from({ length: 150 }, (_, at) => `many-${at}`);
    const charges = orders.map((orderId, at) =>
      reserved(orderId, 10 + at, { paymentMethod: at % 5 === 0 ? 'card-flaky' : 'card-ok' }),
    );
    const ends = orders.filter((_, at) => at % 3 === 0).map((orderId) => cancelled(orderId));
    await Promise.all([payment.publish(...charges, ...charges), payment.publish(...ends, ...ends)]);
    await eventually(
      async () => {
        const { rows } = await payment.client.query<{ order_id: string; closed: boolean; net: string }>(
          `SELECT order_id, closed, charged - refunded AS net FROM payments
           WHERE order_id LIKE 'many-%' AND pending IS NULL`,
        );
        const net = new Map(rows.map((row) => [row.order_id, Number(row.net)]));
        expect([...net].sort()).toEqual(
          orders.map((orderId, at): [string, number] => [orderId, at % 3 === 0 ? 0 : 10 + at]).sort(),
        );
      },
      { within: 40_000, every: 200 },
    );
    const { rows: doubled } = await payment.client.query(
      `SELECT key FROM payment_attempts WHERE result = 'succeeded' GROUP BY key HAVING count(*) > 1`,
    );
    expect(doubled).toEqual([]);
  });
});
