import { eventually } from '@ordersaga/test-kit';
import { AssignerProtocol, Kafka, logLevel } from 'kafkajs';
import { describeComposed, faults } from './composed';
import { Shop } from './shop';
import { Trickle } from './trickle';

describeComposed('docker compose up --scale stock=3 --scale message-relay=2', (system) => {
  const shop = new Shop(system);
  const product = `scale-${Date.now()}`;
  const scale = (...counts: readonly string[]): Promise<string> =>
    system.compose(
      ['up', '--detach', '--wait', '--no-build', ...counts.flatMap((count) => ['--scale', count])],
      { timeoutMs: 180_000 },
    );

  beforeAll(() => shop.sell(product, 1_000_000), 60_000);
  afterAll(() => scale(), 180_000);

  it('shares the work among them while orders go on, and loses nothing', async () => {
    const trickle = new Trickle(shop, product);

    await scale('stock=3', 'message-relay=2');

    expect(await system.containers('stock')).toHaveLength(3);
    expect(await system.containers('message-relay')).toHaveLength(2);
    await eventually(async () => expect(await shares()).toEqual([2, 2, 2]), { within: 60_000, every: 250 });
    const before = trickle.accepted;
    await eventually(() => expect(trickle.accepted).toBeGreaterThan(before + 30), { within: 90_000 });
    await scale('stock=1', 'message-relay=1');
    expect(await system.containers('stock')).toHaveLength(1);
    const orders = await trickle.stop();
    for (const { orderId } of orders)
      expect(await shop.decided(orderId)).toMatchObject({ status: 'completed' });
    await shop.allDecided();
    await expect(faults(system)).resolves.toEqual([]);
  }, 480_000);

  /** How many partitions of the orders' topic each instance of Stock has. */
  const shares = async (): Promise<number[]> => {
    const admin = new Kafka({ brokers: [system.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      const { groups } = await admin.describeGroups(['stock']);
      return (groups[0]?.members ?? []).map(({ memberAssignment }) => {
        const decoded = AssignerProtocol.MemberAssignment.decode(memberAssignment);
        return Object.values(decoded?.assignment ?? {}).flat().length;
      });
    } finally {
      await admin.disconnect();
    }
  };
});
