import { eventually } from '@ordersaga/test-kit';
import { docker } from '../src';
import { describeComposed, faults, services } from './composed';
import { orderOf, Shop } from './shop';
import { Trickle } from './trickle';

const stopsWithinMs = 5_000;

describeComposed('docker stop', (system) => {
  const shop = new Shop(system);
  const product = `stop-${Date.now()}`;

  beforeAll(() => shop.sell(product, 1_000_000), 60_000);

  it.each([...services, 'edge'])(
    'ends %s under load in less than 5 s, cleanly, and loses nothing',
    async (service) => {
      const trickle = new Trickle(shop, product);
      await eventually(() => expect(trickle.accepted).toBeGreaterThan(5), { within: 60_000 });
      const [container] = await system.containers(service);
      const id = container?.Id ?? '';

      const begin = performance.now();
      await docker(['stop', id]);
      const took = performance.now() - begin;

      const [stopped] = await system.containers(service);
      expect(stopped?.State).toMatchObject({ Status: 'exited', ExitCode: 0 });
      expect(took).toBeLessThan(stopsWithinMs);
      await docker(['start', id]);
      await eventually(
        async () => expect((await system.containers(service))[0]?.State.Health?.Status).toBe('healthy'),
        { within: 90_000, every: 250 },
      );
      const before = trickle.accepted;
      await eventually(() => expect(trickle.accepted).toBeGreaterThan(before + 5), { within: 60_000 });
      const orders = await trickle.stop();
      for (const { orderId } of orders)
        expect(await shop.decided(orderId)).toMatchObject({ status: 'completed' });
    },
    240_000,
  );

  it('ends one of two instances of order without a customer noticing it', async () => {
    const scale = (count: number): Promise<string> =>
      system.compose(['up', '--detach', '--wait', '--no-build', '--scale', `order=${count}`], {
        timeoutMs: 180_000,
      });
    await scale(2);
    const statuses: number[] = [];
    let over = false;
    const customer = async (): Promise<void> => {
      while (!over) statuses.push((await shop.send('POST', 'order', '/orders', orderOf(product, 1))).status);
    };
    const customers = [customer(), customer(), customer()];
    await eventually(() => expect(statuses.length).toBeGreaterThan(20), { within: 60_000 });
    const [, second] = await system.containers('order');
    await docker(['stop', second?.Id ?? '']);
    const before = statuses.length;
    await eventually(() => expect(statuses.length).toBeGreaterThan(before + 20), { within: 60_000 });
    over = true;
    await Promise.all(customers);
    expect(statuses.filter((status) => status !== 201)).toEqual([]);
    await scale(1);
  }, 420_000);

  it('has left every statement true', async () => {
    await shop.allDecided();
    await expect(faults(system)).resolves.toEqual([]);
  }, 240_000);
});
