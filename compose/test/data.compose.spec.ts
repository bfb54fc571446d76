import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { Published } from '../src';
import { describeComposed } from './composed';
import { Shop } from './shop';

describeComposed('the data of the composed system, by the connections that its consoles have', (system) => {
  const shop = new Shop(system);
  const product = `data-${Date.now()}`;
  let orderId: string;
  let version: number;

  beforeAll(async () => {
    await shop.sell(product, 5);
    ({ orderId } = await shop.place(product, 3));
    ({ version } = await shop.decided(orderId));
    for (const path of [
      `/sales/products?waitFor=${orderId}@${version}`,
      `/success-rate?waitFor=${orderId}@${version}`,
    ])
      await shop.get(path.startsWith('/sales') ? 'sales-projection' : 'success-rate-projection', path);
  }, 120_000);

  const settingOf = async (console: string, variable: string): Promise<string> => {
    const { services } = await system.config();
    return services[console]?.environment?.[variable] ?? '';
  };
  /** The same server as it is reached from this machine. */
  const outside = (url: string, server: Published): string => {
    const moved = new URL(url);
    expect(moved.hostname).toBe(server);
    moved.hostname = '127.0.0.1';
    moved.port = String(system.ports[server]);
    return moved.href;
  };

  it("MongoDB: mongo-express's shows the order", async () => {
    const url = outside(await settingOf('mongo-express', 'ME_CONFIG_MONGODB_URL'), 'mongo');
    const client = await new MongoClient(url).connect();
    try {
      const orders = client.db('ordersaga').collection<{ _id: string }>('success_rate_v1_orders');
      const found = await orders.find().sort({ placedAt: -1 }).limit(50).toArray();
      expect(found.map((order) => JSON.stringify(order)).join()).toContain(orderId);
    } finally {
      await client.close();
    }
  }, 60_000);

  it("Redis: redis-commander's shows what was sold, and no other password does", async () => {
    const [, host, , database, password] = (await settingOf('redis-commander', 'REDIS_HOSTS')).split(':');
    expect(host).toBe('redis');
    const url = (secret: string): string => `redis://:${secret}@127.0.0.1:${system.ports.redis}/${database}`;
    const client = new Redis(url(password ?? ''), { maxRetriesPerRequest: 2 });
    try {
      const keys = await client.keys('sales:v1:*:counters');
      const counters = await Promise.all(keys.map((key) => client.hgetall(key)));
      const sold = counters
        .flatMap((fields) => Object.entries(fields))
        .filter(([field]) => field.includes(product));
      expect(sold).toContainEqual([expect.stringContaining('1250'), '3']);
    } finally {
      client.disconnect();
    }
    const stranger = new Redis(url('guess'), { lazyConnect: true, retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.connect().then(() => stranger.ping())).rejects.toThrow(/WRONGPASS|NOAUTH|closed/);
  }, 60_000);

  describe('Postgres', () => {
    const asked = async <T>(connectionString: string, query: string): Promise<T[]> => {
      const client = new Client({ connectionString });
      await client.connect();
      try {
        return (await client.query<T & object>(query)).rows;
      } finally {
        await client.end();
      }
    };

    it("shows the order's events to Order's role, which is no superuser", async () => {
      const events = await asked<{ version: number }>(
        system.databaseUrl('order'),
        `SELECT version FROM events WHERE stream_id LIKE '%${orderId}' ORDER BY version`,
      );
      expect(events).toHaveLength(version);
      expect(
        await asked(
          system.databaseUrl('order'),
          'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user',
        ),
      ).toEqual([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false }]);
    });

    it('lets no service into the database of another', async () => {
      await expect(asked(system.databaseUrl('stock', 'ordersaga_order'), 'SELECT 1')).rejects.toThrow(
        /permission denied for database/,
      );
    });

    it('lets the relay read each outbox', async () => {
      for (const service of ['order', 'stock', 'payment'] as const)
        expect(
          await asked(
            system.databaseUrl(service, 'ordersaga_relay'),
            'SELECT count(*) > 0 AS some FROM outbox',
          ),
        ).toEqual([{ some: true }]);
    });
  });
});
