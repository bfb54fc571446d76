import { topics } from '@ordersaga/contracts';
import { eventually, stack } from '@ordersaga/test-kit';
import { inParallel, orderOf, place } from './customers';
import { publishAgain } from './duplicates';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

const orderCount = 200;
const productIds = ['plenty', 'enough', 'scarce', 'keyboard', 'mouse', 'monitor'];

describe('two instances of each service', () => {
  let system: SystemUnderTest;

  beforeAll(async () => {
    system = await startSystemUnderTest('two', 2);
    await catalogue('plenty', 100_000);
    await catalogue('enough', 300);
    await catalogue('scarce', 15);
    for (const instance of [0, 1])
      await eventually(async () => {
        const known = await json<{ productId: string }[]>(`${system.url('order', instance)}/products`);
        expect(known.map(({ productId }) => productId).sort()).toEqual([...productIds].sort());
      });
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  const json = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const response = await fetch(`${system.url('stock', 1)}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
  };
  const catalogue = (productId: string, quantity: number): Promise<void> =>
    send('POST', '/products', { productId, name: productId, unitPrice: 1250, quantity });
  const decided = async (): Promise<void> => {
    const rate = await json<{ total: number; open: number }>(
      `${system.url('success-rate-projection', 1)}/success-rate`,
    );
    expect(rate).toMatchObject({ total: orderCount, open: 0 });
  };
  const everythingHolds = async (): Promise<void> => expect(await system.faults()).toEqual([]);

  it('bring 200 orders to their outcome while prices and stock change, and every statement holds', async () => {
    const placed = await inParallel(orderCount, 16, async (i) => {
      if (i % 40 === 0) await send('PATCH', '/products/plenty', { unitPrice: 1250 + i });
      if (i % 50 === 0) await send('POST', '/products/scarce/restock', { quantity: 3 });
      return place(system.url('order', i % 2), orderOf(i, productIds), `key-${i}`);
    });
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(orderCount);
    await eventually(decided, { within: 60_000, every: 100 });
    await eventually(everythingHolds, { within: 30_000, every: 500 });
    const rate = await json<{ successful: number; byReason: Record<string, number> }>(
      `${system.url('success-rate-projection')}/success-rate`,
    );
    // Every kind of journey was among them, or this test would show less than it says.
    expect(rate.successful).toBeGreaterThan(0);
    expect(rate.byReason['insufficient-stock']).toBeGreaterThan(0);
    expect(rate.byReason['payment-declined']).toBeGreaterThan(0);
  }, 180_000);

  it('answer a key that comes again, on the other instance, with the first order', async () => {
    const again = await inParallel(20, 8, (i) =>
      place(system.url('order', (i + 1) % 2), orderOf(i, productIds), `key-${i}`),
    );
    expect(again.every(({ version, status }) => version === 1 && status === 'suspended')).toBe(true);
    await decided();
  });

  it('let messages that come again, in another order, change nothing', async () => {
    const { prefix } = system.audited.kafka;
    const again = await Promise.all(
      Object.values(topics).map((topic) => publishAgain(stack().kafka, prefix + topic, 3)),
    );
    expect(Math.min(...again)).toBeGreaterThan(0);
    await eventually(everythingHolds, { within: 60_000, every: 500 });
    await decided();
  }, 120_000);

  it('leave no error in the logs', () => {
    expect(system.warnings).toEqual([]);
  });
});
