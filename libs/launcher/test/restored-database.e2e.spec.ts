import { audit, type AuditedSystem } from '@ordersaga/audit';
import { startLocalStack, type LocalStack } from '@ordersaga/local-stack';
import { eventually, freshPrefix, stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { startSystem, ServiceProcess, type RunningSystem, type SystemOptions } from '../src';
import { place } from './customers';
import { dumpDatabase, query, restoreDatabase } from './database-dump';
import { EventWitness } from './event-witness';
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
  const witness = new EventWitness(prefix);

  beforeAll(async () => {
    said = [];
    await query(stack().postgres, useUpTransactions);
    system = await start();
    server = await startLocalStack({
      ...{ components: ['postgres'], dataDir: 'temporary', ports: 'any' },
      env: { ...process.env, POSTGRES_URL: '', LOCAL_STACK: 'embedded' },
    });
    restored = await createDatabase('ordersaga_restored');
  });
  afterAll(async () => {
    await system?.stop();
    await server?.stop();
  });

  /** Order makes its schema itself; under another prefix it is nobody in the system under test. */
  async function createDatabase(name: string): Promise<string> {
    const url = new URL(server.components.postgres.url);
    await query(url.href, `CREATE DATABASE ${name}`);
    url.pathname = `/${name}`;
    await withOrderAlone(url.href, freshPrefix('schema'), async () => undefined);
    return url.href;
  }

  const start = (options: Partial<SystemOptions> = {}): Promise<RunningSystem> =>
    startSystem({
      ...{ root, backing: stack(), prefix, ports: 'any', ...options },
      onLine: (service, line) => void said.push(`${service}: ${line}`),
    });

  function startOnRestored(): Promise<RunningSystem> {
    const others = (['stock', 'payment'] as const).map(
      (name) => `${name}=${system.namespace.databaseUrl(name)}`,
    );
    return start({
      environmentOf: {
        order: { DATABASE_URL: restored },
        'message-relay': { OUTBOXES: [`order=${restored}`, ...others].join(',') },
      },
    });
  }

  /** Order on the new server without any other service: none reads what it writes, and it gets no message. */
  async function withOrderAlone(
    databaseUrl: string,
    topicPrefix: string,
    work: (orderUrl: string) => Promise<void>,
  ): Promise<void> {
    const environment = {
      ...{ DATABASE_URL: databaseUrl, KAFKA_BROKERS: stack().kafka, PORT: '0' },
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
    return ids;
  };
  const becomes = (orderIds: readonly string[], status: string) =>
    eventually(async () => {
      for (const orderId of orderIds)
        expect((await callOrder(system.url('order'), 'GET', `/${orderId}`)).order?.status).toBe(status);
    }, within);
  const relay = (): number => system.instances.findIndex(({ name }) => name === 'message-relay');
  const stopRelay = () => system.instances[relay()]!.stop();

  it('goes on where the dump was made, without losing, skipping or disordering an event', async () => {
    const old = system.namespace.databaseUrl('order');
    const knows = async (): Promise<unknown> => (await fetch(`${system.url('order')}/products`)).json();
    await eventually(async () => expect(await knows()).toHaveLength(3), within);
    await becomes(await orderMany(4), 'completed');
    const held = await orderMany(3, { hold: true });
    await witness.follow(old);
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
    await withOrderAlone(
      restored,
      prefix,
      async (orderUrl) => void (early = await orderMany(3, {}, orderUrl)),
    );

    system = await startOnRestored();
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
    await everythingHolds();
  });

  it('hears once more what it had heard since the dump, when its consumer group begins anew', async () => {
    await stopRelay();
    const suspended = await orderMany(3);
    const dump = await dumpDatabase(restored);
    await system.restart(relay());
    await becomes(suspended, 'completed');
    await system.stop();

    restored = await createDatabase('ordersaga_restored_again');
    await restoreDatabase(restored, dump);
    await beginAnew('order');
    system = await startOnRestored();
    await becomes(suspended, 'completed');
    await becomes(await orderMany(2), 'completed');
    await everythingHolds();
  });

  /** As `kafka-consumer-groups.sh --reset-offsets --to-earliest --all-topics` does. */
  async function beginAnew(group: string): Promise<void> {
    const admin = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const groupId = prefix + group;
    for (const { topic } of await admin.fetchOffsets({ groupId }))
      await admin.resetOffsets({ groupId, topic, earliest: true });
    await admin.disconnect();
  }

  /** The dump was made so long ago that the order's deadline has come. */
  async function comeToPass(orderId: string): Promise<void> {
    const moved = await query(
      restored,
      `UPDATE pgboss.job SET start_after = now() - interval '1 minute'
       WHERE name = 'order-deadlines' AND data->>'orderId' = '${orderId}' RETURNING id`,
    );
    expect(moved).toHaveLength(1);
  }

  /** Whoever follows events has seen each of them, and every statement holds. */
  const everythingHolds = (): Promise<void> =>
    eventually(async () => {
      await witness.follow(restored);
      await witness.compare(restored);
      expect((await audit(audited())).flatMap(({ faults }) => faults)).toEqual([]);
    }, within);

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
