import { eventually } from '@ordersaga/test-kit';
import { docker } from '../src';
import { describeComposed, faults, services } from './composed';
import { Shop } from './shop';

describeComposed('while a server below the composed system is away', (system) => {
  const shop = new Shop(system);
  const product = `outage-${Date.now()}`;

  beforeAll(() => shop.sell(product, 1_000), 60_000);

  const away = async (server: string, meanwhile: () => Promise<void>): Promise<void> => {
    const [container] = await system.containers(server);
    const id = container?.Id ?? '';
    await docker(['stop', id], { timeoutMs: 90_000 });
    try {
      await meanwhile();
    } finally {
      await docker(['start', id]);
    }
    await shop.ready(...services);
  };

  it('Kafka: the edge sends orders and questions to services that are not ready, for they can do those', async () => {
    const placed: string[] = [];
    await away('kafka', async () => {
      await eventually(
        async () =>
          expect(await shop.send('GET', 'order', '/readyz')).toMatchObject({
            status: 503,
            body: { status: 'down', dependencies: { kafka: { status: 'down' }, postgres: { status: 'up' } } },
          }),
        { within: 60_000, every: 250 },
      );
      for (let i = 0; i < 10; i += 1) placed.push((await shop.place(product, 1)).orderId);
      expect(await shop.get('order', `/orders/${placed[0]}`)).toMatchObject({ status: 'suspended' });
      await shop.get('sales-projection', '/sales/products');
      await shop.get('success-rate-projection', '/success-rate');
    });
    for (const orderId of placed) expect(await shop.decided(orderId)).toMatchObject({ status: 'completed' });
  }, 420_000);

  it.each([
    ['postgres', 'order', '/products'],
    ['redis', 'sales-projection', '/sales/products'],
  ] as const)(
    '%s: %s says itself that it is away, and asks to come back',
    async (server, service, path) => {
      await away(server, () =>
        eventually(
          async () => {
            const response = await fetch(system.url(service) + path);
            expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
            // By the service, which has given the request a name, not by the edge.
            expect(response.headers.get('x-correlation-id')).not.toBeNull();
          },
          { within: 60_000, every: 250 },
        ),
      );
    },
    420_000,
  );

  it('has left every statement true', async () => {
    await shop.allDecided();
    await expect(faults(system)).resolves.toEqual([]);
  }, 240_000);
});
