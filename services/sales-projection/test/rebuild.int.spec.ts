import { quickTime, sampleHistory, SteadyOrders, watchGrowth } from '@ordersaga/projection-test-kit';
import type { OrderEvent } from '@ordersaga/projection';
import { rebuild } from '@ordersaga/rebuild';
import { eventually } from '@ordersaga/test-kit';
import { recount } from './recount';
import { SalesUnderTest, type Page } from './sales-under-test';

const keyboard = { productId: 'keyboard', quantity: 2, unitPrice: 4990 };
const passing = quickTime;
const piecesOf = ({ items }: Page) => items.reduce((sum, { totalQuantity }) => sum + totalQuantity, 0);
const byProduct = ({ items }: Page) => new Map(items.map((item) => [item.productId, item]));

describe('a rebuild of the sales projection', () => {
  let sales: SalesUnderTest;
  const histories: OrderEvent[][] = [];

  beforeAll(async () => void (sales = await SalesUnderTest.start()), 60_000);
  afterAll(() => sales.stop(), 60_000);

  /** Pieces of orders that only grow never get fewer. */
  const watch = () => watchGrowth(async (instance) => piecesOf(await sales.page(instance)));

  it('changes no answer of a system at rest, and leaves nothing of the copy before', async () => {
    for (let n = 0; n < 300; n += 1)
      histories.push(
        sampleHistory(
          { orderId: `rest-${n}`, items: [{ ...keyboard, unitPrice: 100 + (n % 3) }] },
          'completed',
        ),
      );
    await sales.feed.publish(histories.flat());
    await sales.counted(histories);
    const before = await sales.page();
    const phases = new Set<string>();
    const onProgress = ({ phase }: { phase: string }) => void phases.add(phase);
    const rebuilt = await rebuild(sales.target, sales.log, { passing, onProgress });
    expect(await sales.page(0)).toEqual(before);
    expect(await sales.page(1)).toEqual(before);
    expect(rebuilt).toMatchObject({
      ...{ copy: 'v2', before: 'v1', events: 600 },
      comparison: { equal: 300, newer: 0, differing: 0, examples: [] },
    });
    expect([...phases].join(', ')).toBe(
      'announcing, filling, catching up, finishing, comparing, switching, cleaning',
    );
    expect(await sales.copies()).toEqual(['v2']);
    expect(await sales.target.register.read()).toMatchObject({ live: 'v2', newest: 2 });
  }, 60_000);

  it('shows nobody less than before while orders come in, and has all of them afterwards', async () => {
    const publish = (events: readonly OrderEvent[]) => sales.feed.publish(events);
    const incoming = new SteadyOrders({ publish, atOnce: 4, name: 'load' });
    await eventually(() => expect(incoming.histories.length).toBeGreaterThan(20), { within: 30_000 });
    const stopWatching = watch();
    const ownWrites = (async () => {
      for (let n = 0; n < 20; n += 1) {
        const own = sampleHistory({ orderId: `own-${n}`, items: [keyboard] });
        histories.push(own);
        await publish(own);
        await sales.page(n % 2, `&waitFor=own-${n}@1`);
      }
    })();
    for (let round = 0; round < 2; round += 1) {
      const { comparison, copy } = await rebuild(sales.target, sales.log);
      expect(comparison.differing).toBe(0);
      expect(copy).toBe(`v${3 + round}`);
    }
    await ownWrites;
    await incoming.stop();
    const { faults, asked } = await stopWatching();
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    histories.push(...incoming.histories.map((history) => [...history]));
    await sales.counted(histories);
    expect(byProduct(await sales.page())).toEqual(recount(histories));
    expect(await sales.copies()).toEqual([await sales.live()]);
  }, 120_000);

  it('puts right what the live copy had wrong, and says which orders', async () => {
    const [key] = await sales.redis.keys(`${sales.prefix}sales:${await sales.live()}:*:orders`);
    const [wrong] = await sales.redis.hkeys(key!);
    const [version] = JSON.parse((await sales.redis.hget(key!, wrong!))!) as [number];
    const nonsense = [version, 'open', [['nonsense', '0000000000000001', '7']]];
    await sales.redis.hset(key!, wrong!, JSON.stringify(nonsense));
    const { comparison } = await rebuild(sales.target, sales.log, { passing });
    expect(comparison).toMatchObject({ differing: 1, examples: [wrong] });
    expect(byProduct(await sales.page())).toEqual(recount(histories));
  }, 60_000);

  it('does not switch to less than there was, unless it is told to', async () => {
    const before = await sales.live();
    const unlogged = sampleHistory({ orderId: 'unlogged', items: [keyboard] });
    await sales.feed.publishUnlogged(unlogged);
    await sales.counted([unlogged]);
    const wanted = { code: 'log-behind', orders: ['unlogged'], count: 1 };
    await expect(rebuild(sales.target, sales.log, { passing })).rejects.toMatchObject(wanted);
    expect(await sales.live()).toBe(before);
    expect(await sales.copies()).toEqual([before]);
    await rebuild(sales.target, sales.log, { passing, evenIfLess: true });
    expect(byProduct(await sales.page())).toEqual(recount(histories));
  }, 60_000);
});
