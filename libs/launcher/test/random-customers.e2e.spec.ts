import { randomInt } from 'node:crypto';
import { audit } from '@ordersaga/audit';
import { eventually, Random } from '@ordersaga/test-kit';
import { runAudit, StackFileOf } from './audit-command';
import { inParallel } from './customers';
import { visit, type Visit } from './random-customer';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

/** Give the number that a run has printed to have the same customers again. */
const seed = Number(process.env.CUSTOMERS_SEED ?? randomInt(2 ** 31));
const customers = 300;
const atOnce = 32;
const limits = { holdTimeMs: 4_000, sagaTimeLimitMs: 3_000 };
const environment = {
  HOLD_TIME_MS: String(limits.holdTimeMs),
  SAGA_TIME_LIMIT_MS: String(limits.sagaTimeLimitMs),
};
const stock = { plenty: 100_000, enough: 400, scarce: 20 };
/** What customers choose from: mostly of what there is enough of. */
const productIds = ['plenty', 'plenty', 'plenty', 'plenty', 'enough', 'enough', 'mouse', 'scarce'];

describe(`random customers (CUSTOMERS_SEED=${seed})`, () => {
  let system: SystemUnderTest;
  let stackFile: StackFileOf;
  let visits: Visit[];

  beforeAll(async () => {
    system = await startSystemUnderTest('random', 2, environment);
    stackFile = new StackFileOf(system);
    for (const [productId, quantity] of Object.entries(stock)) await catalogue(productId, quantity);
    for (const instance of [0, 1])
      await eventually(async () => {
        const known = await json<unknown[]>(`${system.url('order', instance)}/products`);
        expect(known).toHaveLength(Object.keys(stock).length + 3);
      });
  }, 120_000);
  afterAll(async () => {
    stackFile?.remove();
    await system?.stop();
  }, 60_000);

  const json = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
  const catalogue = async (productId: string, quantity: number): Promise<void> => {
    const response = await fetch(`${system.url('stock')}/products`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ productId, name: productId, unitPrice: 1250, quantity }),
    });
    expect(response.status).toBe(201);
  };
  const open = async (): Promise<number> =>
    (await json<{ open: number }>(`${system.url('success-rate-projection')}/success-rate`)).open;

  /** Payment stands still for longer than an order may: what waits for it then times out, and is paid too late. */
  const halfTime = async (): Promise<void> => {
    const payments = system.instances.filter(({ name }) => name === 'payment');
    for (const payment of payments) payment.signal('SIGSTOP');
    try {
      const begin = performance.now();
      const waited = (): void =>
        expect(performance.now() - begin).toBeGreaterThan(2 * limits.sagaTimeLimitMs);
      await eventually(waited, { within: 30_000 });
    } finally {
      for (const payment of payments) payment.signal('SIGCONT');
    }
  };

  it('get no surprising answer, and an audit among them finds nothing wrong', async () => {
    let audited: Promise<unknown[]> | undefined;
    let standstill: Promise<void> | undefined;
    const shop = {
      productIds,
      orderUrl: (random: Random) => system.url('order', random.upTo(2) - 1),
    };
    visits = await inParallel(customers, atOnce, (i) => {
      if (i === customers / 3) audited = faultsWhileOrdersGoOn();
      if (i === (2 * customers) / 3) standstill = halfTime();
      return visit(shop, new Random(seed + i * 7_919));
    });
    expect(visits.flatMap(({ surprises }) => surprises)).toEqual([]);
    await standstill;
    expect(await audited).toEqual([]);
  }, 120_000);

  const faultsWhileOrdersGoOn = async (): Promise<unknown[]> =>
    (await audit(system.audited, { patienceMs: 20_000, limits })).flatMap(({ faults }) => faults);

  it('have every order decided, in every way there is', async () => {
    await eventually(async () => expect(await open()).toBe(0), { within: 60_000, every: 100 });
    const rate = await json<{ successful: number; byReason: Record<string, number> }>(
      `${system.url('success-rate-projection')}/success-rate`,
    );
    const none = Object.entries({ successful: rate.successful, ...rate.byReason }).filter(([, n]) => n === 0);
    expect(none).toEqual([]);
  }, 90_000);

  it('leave every statement true', async () => {
    const { code, output } = await runAudit(
      ['--wait', '10', '--patience', '20', stackFile.path],
      environment,
    );
    expect(output).toMatch(new RegExp(` ${customers} orders, .* 0 open, 0 open and held`));
    // Some were paid too late, or for more than they came to be.
    expect(output).toMatch(/ [1-9]\d* refunded,/);
    expect(output).toMatch(/All 6 statements hold\.\n$/);
    expect(code).toBe(0);
  }, 90_000);

  it('find each change they were told of in the history, and no other', async () => {
    const wrong = await inParallel(visits.length, 16, async (i) => {
      const { orderId, accepted } = visits[i] as Visit;
      const { events } = await json<{ events: { actor?: string }[] }>(
        `${system.url('order', i % 2)}/orders/${orderId}/history`,
      );
      const own = events.filter(({ actor }) => actor === 'customer').length;
      return own === accepted + 1 ? [] : [`${orderId}: ${accepted} changes accepted, ${own - 1} made`];
    });
    expect(wrong.flat()).toEqual([]);
  }, 60_000);

  it('leave no error in the logs', () => {
    expect(system.warnings).toEqual([]);
  });
});
