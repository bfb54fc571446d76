import type { Answer } from '@ordersaga/service-test-kit';
import { OrderUnderTest } from './order-under-test';

jest.setTimeout(60_000);

const atOnce = 40;

let order: OrderUnderTest;

beforeAll(async () => {
  order = await OrderUnderTest.start('order_concurrent');
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

/** Sends requests at once, the n-th under the correlation id `n`. */
function meet(request: (n: number, headers: Record<string, string>) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: atOnce }, (_, n) => request(n, { 'x-correlation-id': `${n}` })));
}

const numbersOf = (answers: readonly Answer[], wanted: number): string[] =>
  answers.flatMap(({ status }, n) => (status === wanted ? [`${n}`] : []));

describe('changes of one order that meet', () => {
  it('each took effect exactly once, or answered 409 and did nothing', async () => {
    const orderId = await order.place();
    const answers = await meet((_, headers) =>
      order.post(`/orders/${orderId}/items`, { productId: 'mouse', quantity: 1 }, headers),
    );
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
    const [one, other] = await Promise.all([
      order.post(`/orders/${orderId}/items`, { productId: 'mouse', quantity: 2 }),
      order.post(`/orders/${orderId}/items`, { productId: 'mouse', quantity: 3 }),
    ]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect((await order.get(`/orders/${orderId}`)).body).toMatchObject({ revision: 3, total: 14_940 });
  });

  it('exactly one of those meant for the same version is made, and 412 answers the others', async () => {
    const orderId = await order.place();
    const answers = await meet((_, headers) =>
      order.post(
        `/orders/${orderId}/items`,
        { productId: 'mouse', quantity: 1 },
        { ...headers, 'if-match': '"1"' },
      ),
    );
    expect(numbersOf(answers, 200)).toHaveLength(1);
    expect(numbersOf(answers, 412)).toHaveLength(atOnce - 1);
    const [, ...changes] = await historyOf(orderId);
    expect(changes.map(({ correlationId }) => correlationId)).toEqual(numbersOf(answers, 200));
  });

  it('a cancellation among them is the last thing that happens', async () => {
    const orderId = await order.place();
    const answers = await meet((n, headers) =>
      n === 7
        ? order.post(`/orders/${orderId}/cancel`, {}, { ...headers, 'if-match': '*' })
        : order.post(`/orders/${orderId}/items`, { productId: 'mouse', quantity: 1 }, headers),
    );
    const made = numbersOf(answers, 200);
    expect(made.length + numbersOf(answers, 409).length).toBe(atOnce);
    const events = await historyOf(orderId);
    expect(events).toHaveLength(made.length + 1);
    expect(events.slice(0, -1).map(({ type }) => type)).not.toContain('order.cancelled');
    expect(events.at(-1)?.type === 'order.cancelled').toBe(made.includes('7'));
  });

  it('one confirmation of many counts', async () => {
    const orderId = await order.place({ hold: true });
    const answers = await meet((_, headers) => order.post(`/orders/${orderId}/confirm`, undefined, headers));
    expect(numbersOf(answers, 200)).toHaveLength(1);
    expect(numbersOf(answers, 409)).toHaveLength(atOnce - 1);
    expect(await historyOf(orderId)).toHaveLength(2);
  });
});
