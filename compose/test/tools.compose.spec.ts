import { hasConsole, type Published } from '../src';
import { describeComposed } from './composed';
import { Shop } from './shop';

describeComposed('the consoles of the composed system, opened', (system) => {
  const shop = new Shop(system);
  const product = `console-${Date.now()}`;
  const consoles: readonly Published[] = ['mongo-express', 'redis-commander', 'redpanda-console'];
  const tools = (...command: readonly string[]): Promise<string> =>
    system.compose(['--profile', 'tools', ...command], { timeoutMs: 180_000 });
  let orderId: string;

  beforeAll(async () => {
    await tools('up', '--detach', '--wait', '--no-deps', ...consoles.filter(hasConsole));
    await shop.sell(product, 5);
    ({ orderId } = await shop.place(product, 1));
    const { version } = await shop.decided(orderId);
    await shop.get('sales-projection', `/sales/products?waitFor=${orderId}@${version}`);
    await shop.get('success-rate-projection', `/success-rate?waitFor=${orderId}@${version}`);
  }, 240_000);
  afterAll(() => tools('rm', '--stop', '--force', ...consoles), 120_000);

  const page = async (service: Published, path: string): Promise<string> => {
    const response = await fetch(system.url(service) + path);
    expect(response.status).toBe(200);
    return response.text();
  };
  const consoleIt = (service: Published): jest.It => (hasConsole(service) ? it : it.skip);

  consoleIt('mongo-express')('show the order (mongo-express)', async () => {
    expect(await page('mongo-express', '/db/ordersaga/')).toContain('success_rate_v1_orders');
    const id = encodeURIComponent(JSON.stringify(orderId));
    expect(await page('mongo-express', `/db/ordersaga/success_rate_v1_orders/${id}`)).toContain('customer-1');
  });

  consoleIt('redis-commander')('show what was sold (redis-commander)', async () => {
    const { connections } = JSON.parse(await page('redis-commander', '/connections')) as {
      connections: { label: string; conId: string }[];
    };
    expect(connections.map(({ label }) => label)).toEqual(['ordersaga']);
    const id = connections[0]?.conId;
    const { data } = JSON.parse(await page('redis-commander', `/apiv2/keys/${id}/sales:v1:*`)) as {
      data: string[];
    };
    const counters = data.map((shard) =>
      page('redis-commander', `/apiv2/key/${id}/${encodeURIComponent(`${shard}counters`)}`),
    );
    expect((await Promise.all(counters)).join()).toContain(product);
  });

  consoleIt('redpanda-console')('show the topics (Redpanda Console)', async () => {
    expect(await page('redpanda-console', '/api/topics')).toContain('order.integration-events');
  });
});
