import { sampleMessage, send, untilReady, type Answer } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

const atOnce = 40;

let order: OrderUnderTest;
let urls: string[];

beforeAll(async () => {
  order = await OrderUnderTest.start('order_concurrent');
  urls = [order.url, await order.startAnother()];
});

afterAll(() => order?.stop());

interface HistoryEntry {
  version: number;
  type: string;
  correlationId: string;
}

async function historyOf(orderId: string): Promise<HistoryEntry[]> {
  return (await order.get(`/orders/${orderId}/history`)).body['events'] as HistoryEntry[];
}

/** A request about an order: what comes after its URL, and a body if any. */
interface Asked {
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

/** Sends requests at once, to two instances in turn, the n-th under the correlation id `n`. */
function meet(orderId: string, asked: (n: number) => Asked): Promise<Answer[]> {
  const requests = Array.from({ length: atOnce }, (_, n) => {
    const { path, body, ifMatch } = asked(n);
    const url = `${urls[n % urls.length]}/orders/${orderId}/${path}`;
    const headers = { 'x-correlation-id': `${n}`, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
    return send('POST', url, body, headers);
  });
  return Promise.all(requests);
}

const oneMouse: Asked = { path: 'items', body: { productId: 'mouse', quantity: 1 } };

const numbersOf = (answers: readonly Answer[], wanted: number): string[] =>
  answers.flatMap(({ status }, n) => (status === wanted ? [`${n}`] : []));

describe('changes of one order that meet', () => {
  it('each took effect exactly once, or answered 409 and did nothing', async () => {
    const orderId = await order.place();
    const answers = await meet(orderId, () => oneMouse);
    const [made, refused] = [numbersOf(answers, 200), numbersOf(answers, 409)];
    expect(made.length + refused.length).toBe(atOnce);
    expect(made.length).toBeGreaterThan(1);
    const [, ...changes] = await historyOf(orderId);
    expect(changes.map(({ correlationId }) => correlationId).sort()).toEqual([...made].sort());
    const { body } = await order.get(`/orders/${orderId}`);
    expect(body).toMatchObject({ version: made.length + 1, revision: made.length + 1 });
    expect(body['items']).toEqual([
      { productId: 'keyboard', quantity: 1, unitPrice: 4_990 },
      { productId: 'mouse', quantity: made.length, unitPrice: 1_990 },
    ]);
    expect(body['total']).toBe(4_990 + made.length * 1_990);
    const tags = answers.filter(({ status }) => status === 200).map(({ headers }) => headers.get('etag'));
    expect(new Set(tags).size).toBe(made.length);
    expect(await order.outboxOf(orderId)).toHaveLength(2 * (made.length + 1));
  });

  it('two of them both take effect', async () => {
    const orderId = await order.place();
    const path = `/orders/${orderId}/items`;
    const answers = await Promise.all(
      urls.map((url, n) => send('POST', url + path, { productId: 'mouse', quantity: 2 + n })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({ revision: 3, total: 14_940 });
  });

  it('exactly one of those meant for the same version is made, and 412 answers the others', async () => {
    const orderId = await order.place();
    const answers = await meet(orderId, () => ({ ...oneMouse, ifMatch: '"1"' }));
    expect(numbersOf(answers, 200)).toHaveLength(1);
    expect(numbersOf(answers, 412)).toHaveLength(atOnce - 1);
    const [, ...changes] = await historyOf(orderId);
    expect(changes.map(({ correlationId }) => correlationId)).toEqual(numbersOf(answers, 200));
  });

  it('a cancellation among them is the last thing that happens', async () => {
    const orderId = await order.place();
    const answers = await meet(orderId, (n) => (n === 7 ? { path: 'cancel', ifMatch: '*' } : oneMouse));
    const made = numbersOf(answers, 200);
    expect(made.length + numbersOf(answers, 409).length).toBe(atOnce);
    const events = await historyOf(orderId);
    expect(events).toHaveLength(made.length + 1);
    expect(events.slice(0, -1).map(({ type }) => type)).not.toContain('order.cancelled');
    expect(events.at(-1)?.type === 'order.cancelled').toBe(made.includes('7'));
  });

  it('one confirmation of many counts', async () => {
    const orderId = await order.place({ hold: true });
    const answers = await meet(orderId, () => ({ path: 'confirm' }));
    expect(numbersOf(answers, 200)).toHaveLength(1);
    expect(numbersOf(answers, 409)).toHaveLength(atOnce - 1);
    expect(await historyOf(orderId)).toHaveLength(2);
  });
});

describe('a change that meets the payment of the items before it', () => {
  it('is made and the payment is stale, or the order is completed and the change answers 409', async () => {
    await Promise.all(urls.map((url) => untilReady(url)));
    const orderIds = await Promise.all(Array.from({ length: atOnce }, () => order.place()));
    const paid = orderIds.map((orderId) =>
      sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision: 1 }),
    );
    const published = order.publish(...paid);
    const statuses: number[] = [];
    // One after the other, so that the payments come in among them.
    for (const orderId of orderIds)
      statuses.push((await order.post(`/orders/${orderId}/items`, oneMouse.body)).status);
    await published;
    await untilTakenIn(paid.map(({ id }) => id));
    for (const [n, orderId] of orderIds.entries()) {
      const made = statuses[n] === 200;
      expect(made || statuses[n] === 409).toBe(true);
      const expected = made ? { status: 'suspended', revision: 2 } : { status: 'completed', revision: 1 };
      expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({ ...expected, version: 2 });
    }
  });
});

async function untilTakenIn(messageIds: readonly string[]): Promise<void> {
  await eventually(async () => {
    const { rows } = await order.pool.query('SELECT FROM inbox WHERE message_id = ANY ($1)', [messageIds]);
    expect(rows).toHaveLength(messageIds.length);
  });
}
