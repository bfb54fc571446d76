import { eventually } from '@ordersaga/test-kit';
import { describeComposed, faults, services } from './composed';
import { Shop } from './shop';
import { Trickle } from './trickle';

describeComposed('a restart of a server below the composed system', (system) => {
  const shop = new Shop(system);
  const product = `restart-${Date.now()}`;
  let trickle: Trickle;
  let placed = 0;

  beforeAll(async () => {
    await shop.sell(product, 1_000_000);
    trickle = new Trickle(shop, product);
  }, 60_000);
  afterAll(() => trickle?.stop(), 150_000);

  const accepted = (more: number): Promise<void> => {
    const enough = trickle.accepted + more;
    return eventually(() => expect(trickle.accepted).toBeGreaterThanOrEqual(enough), {
      within: 120_000,
      every: 50,
    });
  };

  it.each(['kafka', 'postgres', 'redis', 'mongo'])(
    '%s: orders are accepted before it, and again after it',
    async (server) => {
      await accepted(5);

      await system.compose(['restart', server], { timeoutMs: 120_000 });

      await shop.ready(...services);
      await accepted(5);
    },
    420_000,
  );

  it('loses no order that was accepted: each is decided', async () => {
    const orders = await trickle.stop();
    placed = orders.length;
    for (const { orderId } of orders)
      expect(await shop.decided(orderId)).toMatchObject({ status: 'completed' });
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(placed);
    await shop.allDecided();
  }, 240_000);

  it('leaves every statement true, and no order twice', async () => {
    await expect(faults(system)).resolves.toEqual([]);
    expect(await shop.get('stock', `/products/${product}`)).toMatchObject({ reserved: 0, sold: placed });
    expect(await shop.get('sales-projection', `/sales/products/${product}`)).toMatchObject({
      totalQuantity: placed,
    });
  }, 240_000);
});
