import { audit, readToEnd, type AuditedSystem } from '@ordersaga/audit';
import { createEventStore } from '@ordersaga/event-store';
import { startLocalStack, type LocalStack } from '@ordersaga/local-stack';
import { createPool } from '@ordersaga/postgres';
import { eventually, freshPrefix, stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { startSystem, ServiceProcess, type RunningSystem, type SystemOptions } from '../src';
import { place } from './customers';
import { dumpDatabase, query, restoreDatabase } from './database-dump';
import { callOrder } from './order-client';
import { root } from './system-under-test';

jest.setTimeout(300_000);

const within = { within: 90_000, every: 500 };

/** Raises the number of a server's next transaction, so that one that was just made is far behind it. */
const useUpTransactions = `
  DO $$ BEGIN
    PERFORM set_config('synchronous_commit', 'off', false);
    FOR i IN 1 .. 20000 LOOP
      PERFORM pg_current_xact_id();
      COMMIT;
    END LOOP;
  END $$`;

describe("a dump of Order's database, restored into a new server", () => {
  const prefix = freshPrefix('restored');
  let server: LocalStack;
  let restored: string;
  let system: RunningSystem;
  let said: string[];
  const placed: string[] = [];

  beforeAll(async () => {
    said = [];
    await query(stack().postgres, useUpTransactions);
    system = await start();
    server = await startLocalStack({
      ...{ components: ['postgres'], dataDir: 'temporary', ports: 'any' },
      env: { ...process.env, POSTGRES_URL: '', LOCAL_STACK: 'embedded' },
    });
    const url = new URL(server.components.postgres.url);
    await query(url.href, 'CREATE DATABASE ordersaga_restored');
    url.pathname = '/ordersaga_restored';
    restored = url.href;
    // Order makes its schema itself; under another prefix it is nobody in the system under test.
    await withOrderAlone(freshPrefix('schema'), async () => undefined);
  });
  afterAll(async () => {
    await system?.stop();
    await server?.stop();
  });

  const start = (options: Partial<SystemOptions> = {}): Promise<RunningSystem> =>
    startSystem({
      ...{ root, backing: stack(), prefix, ports: 'any', ...options },
      onLine: (service, line) => void said.push(`${service}: ${line}`),
    });

  /** Order on the new server without any other service: none reads what it writes, and it gets no message. */
  async function withOrderAlone(
    topicPrefix: string,
    work: (orderUrl: string) => Promise<void>,
  ): Promise<void> {
    const environment = {
      ...{ DATABASE_URL: restored, KAFKA_BROKERS: stack().kafka, PORT: '0' },
      TOPIC_PREFIX: topicPrefix,
    };
    const order = await ServiceProcess.start(
      { name: 'order', root, environment, onLine: () => undefined },
      () => undefined,
    );
    await work(order.url).finally(() => order.stop());
  }

  const orderMany = async (
    count: number,
    order: object = {},
    orderUrl = system.url('order'),
  ): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const body = { customerId: 'c', items: [{ productId: 'mouse', quantity: 1 }], ...order };
      ids.push((await place(orderUrl, body)).orderId);
    }
    placed.push(...ids);
    return ids;
  };
  const becomes = (orderIds: readonly string[], status: string) =>
    eventually(async () => {
      for (const orderId of orderIds)
        expect((await callOrder(system.url('order'), 'GET', `/${orderId}`)).order?.status).toBe(status);
    }, within);
  const stopRelay = () => system.instances.find(({ name }) => name === 'message-relay')!.stop();

  /** A subscription of the same name in either database: `order@version` of each event, as they came. */
  const subscribed: string[] = [];
  async function followEvents(url: string): Promise<void> {
    const pool = createPool({ connectionString: url });
    const subscription = createEventStore({ pool }).subscribe({
      name: 'follower',
      ...{ batchSize: 5, leaseMs: 2_000 },
      handle: async (events) =>
        void subscribed.push(...events.map(({ streamId, version }) => `${streamId}@${version}`)),
    });
    try {
      await subscription.untilCaughtUp(60_000);
    } finally {
      await subscription.stop();
      await pool.end();
    }
  }

  it('goes on where the dump was made, without losing, skipping or disordering an event', async () => {
    const old = system.namespace.databaseUrl('order');
    const knows = async (): Promise<unknown> => (await fetch(`${system.url('order')}/products`)).json();
    await eventually(async () => expect(await knows()).toHaveLength(3), within);
    await becomes(await orderMany(4), 'completed');
    const held = await orderMany(3, { hold: true });
    await followEvents(old);
    await stopRelay();
    const unsent = await orderMany(3);
    await callOrder(system.url('order'), 'POST', `/${held[0]}/confirm`);
    await system.stop();

    await restoreDatabase(restored, await dumpDatabase(old));
    const [ages] = await query<{ ahead: number; cluster: string }>(
      restored,
      `SELECT count(*) FILTER (WHERE transaction_id > pg_current_xact_id())::int AS ahead,
              (SELECT cursor->>'cluster' FROM outbox_relays) AS cluster FROM outbox`,
    );
    expect(ages?.ahead).toBeGreaterThan(10);
    await query(old, 'DROP TABLE events CASCADE');
    await comeToPass(held[2]!);

    let early: string[] = [];
    await withOrderAlone(prefix, async (orderUrl) => void (early = await orderMany(3, {}, orderUrl)));

    const { namespace } = system;
    const others = (['stock', 'payment'] as const).map((name) => `${name}=${namespace.databaseUrl(name)}`);
    system = await start({
      environmentOf: {
        order: { DATABASE_URL: restored },
        'message-relay': { OUTBOXES: [`order=${restored}`, ...others].join(',') },
      },
    });
    await becomes(unsent, 'completed');
    await becomes(early, 'completed');
    await becomes(held.slice(0, 1), 'completed');
    await becomes(await orderMany(4), 'completed');
    await callOrder(system.url('order'), 'POST', `/${held[1]}/cancel`);
    await becomes(held.slice(1, 2), 'cancelled');
    await becomes(held.slice(2), 'failed');

    const [cursor] = await query<{ cluster: string; here: string; ahead: number }>(
      restored,
      `SELECT cursor->>'cluster' AS cluster, (SELECT system_identifier::text FROM pg_control_system()) AS here,
              (SELECT count(*)::int FROM outbox WHERE transaction_id > pg_current_xact_id()) AS ahead FROM outbox_relays`,
    );
    expect(cursor?.cluster).toBe(cursor?.here);
    expect(cursor?.cluster).not.toBe(ages?.cluster);
    expect(cursor?.ahead).toBe(0);
    expect(said.filter((line) => /restored into another cluster/.test(line))).toHaveLength(1);
    await compareTopicWithEvents();
    await followEvents(restored);
    await compareSubscribedWithEvents();
    await eventually(
      async () => expect((await audit(audited())).flatMap(({ faults }) => faults)).toEqual([]),
      within,
    );
  });

  /** The dump was made so long ago that the order's deadline has come. */
  async function comeToPass(orderId: string): Promise<void> {
    const moved = await query(
      restored,
      `UPDATE pgboss.job SET start_after = now() - interval '1 minute'
       WHERE name = 'order-deadlines' AND data->>'orderId' = '${orderId}' RETURNING id`,
    );
    expect(moved).toHaveLength(1);
  }

  /** A subscriber gets everything again; what is new to it comes in each order's order, and nothing is missing. */
  async function compareSubscribedWithEvents(): Promise<void> {
    const events = await query<{ event: string; stream_id: string }>(
      restored,
      "SELECT stream_id || '@' || version AS event, stream_id FROM events ORDER BY stream_id, version",
    );
    const first = [...new Set(subscribed)];
    for (const orderId of placed)
      expect(first.filter((event) => event.startsWith(orderId))).toEqual(
        events.flatMap(({ event, stream_id }) => (stream_id === orderId ? [event] : [])),
      );
  }

  /** What came first of each version, by order: exactly the events, in their order. */
  async function compareTopicWithEvents(): Promise<void> {
    const events = await query<{ stream_id: string; version: number }>(
      restored,
      'SELECT stream_id, version::int AS version FROM events ORDER BY stream_id, version',
    );
    expect(new Set(events.map(({ stream_id }) => stream_id))).toEqual(new Set(placed));
    await eventually(async () => {
      const seen = await versionsOnTopic();
      for (const orderId of placed)
        expect([...(seen.get(orderId) ?? [])]).toEqual(
          events.flatMap(({ stream_id, version }) => (stream_id === orderId ? [version] : [])),
        );
    }, within);
  }

  async function versionsOnTopic(): Promise<Map<string, Set<number>>> {
    const seen = new Map<string, Set<number>>();
    const kafka = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING });
    await readToEnd(kafka, `${prefix}order.domain-events`, (records) => {
      for (const { key, value } of records) {
        const { version } = JSON.parse(value?.toString() ?? '{}') as { version: number };
        const orderId = key?.toString() ?? '';
        seen.set(orderId, (seen.get(orderId) ?? new Set()).add(version));
      }
    });
    return seen;
  }

  function audited(): AuditedSystem {
    const { namespace } = system;
    return {
      databases: {
        order: restored,
        stock: namespace.databaseUrl('stock'),
        payment: namespace.databaseUrl('payment'),
      },
      urls: {
        order: system.url('order'),
        sales: system.url('sales-projection'),
        successRate: system.url('success-rate-projection'),
      },
      kafka: { brokers: stack().kafka, prefix },
    };
  }
});
