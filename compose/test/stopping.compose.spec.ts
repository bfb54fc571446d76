import { eventually } from '@ordersaga/test-kit';
import { docker } from '../src';
import { describeComposed, faults, services } from './composed';
import { Shop } from './shop';
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

  it('has left every statement true', async () => {
    await shop.allDecided();
    await expect(faults(system)).resolves.toEqual([]);
  }, 240_000);
});
