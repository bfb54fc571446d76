import { audit } from '@ordersaga/audit';
import { services } from '@ordersaga/launcher';
import { componentNames } from '@ordersaga/local-stack';
import { eventually } from '@ordersaga/test-kit';
import type { EmbeddedSystem } from '../src/system/embedded-system';
import { untilReady } from '../src/system/until-ready';
import { ask, SystemInOutage, type TimedAnswer } from './outage';

/** "At once", for a machine that stands still for a second. */
const atOnce = 2.5;
/** Nothing is waited for longer, whatever hangs. */
const bounded = 10;

describe('while a server is away', () => {
  const shop = new SystemInOutage();
  let system: EmbeddedSystem;

  beforeAll(async () => {
    system = await shop.start();
    await shop.fillShelves();
  }, 120_000);
  afterAll(() => shop.stop(), 60_000);
  afterEach(async () => {
    const late = await untilReady(system, 60_000, new AbortController().signal);
    const wrong = [...late, ...shop.surprises];
    if (wrong.length > 0) throw new Error([...wrong, ...shop.lines].join('\n'));
  }, 90_000);

  const refusedWithin = (answer: TimedAnswer, seconds: number): void => {
    expect([answer.status, answer.retryAfter]).toEqual([503, '1']);
    expect(answer.seconds).toBeLessThan(seconds);
  };

  it('Kafka: orders are taken all the same, and completed when it is back', async () => {
    const release = system.holdDown('kafka');
    const placed = await Promise.all(Array.from({ length: 20 }, () => shop.place()));
    expect(placed.map(({ status }) => status)).toEqual(placed.map(() => 201));
    expect(Math.max(...placed.map(({ seconds }) => seconds))).toBeLessThan(atOnce);
    await eventually(async () => {
      const { status, body } = await ask(`${shop.url('order')}/readyz`);
      expect(status).toBe(503);
      expect(body).toMatchObject({ dependencies: { kafka: { status: 'down' }, postgres: { status: 'up' } } });
    });
    expect((await shop.order(placed[0]?.body['orderId'])).body).toMatchObject({ status: 'suspended' });
    release();
    for (const { body } of placed) await shop.completed(body['orderId']);
  }, 120_000);

  it("Order's Postgres: asks to come back, at once, and takes the order under its key later", async () => {
    const way = system.ways.of('order-postgres');
    const { body: before } = await shop.place();
    await way.cut();
    refusedWithin(await shop.place('away'), atOnce);
    refusedWithin(await shop.order(before['orderId']), atOnce);
    const crowd = await Promise.all(Array.from({ length: 50 }, () => shop.place()));
    for (const answer of crowd) refusedWithin(answer, 2 * atOnce);
    expect((await ask(`${shop.url('stock')}/products`)).status).toBe(200);
    await way.heal();
    const placed = await eventually(async () => {
      const answer = await shop.place('away');
      expect(answer.status).toBe(201);
      return answer;
    });
    expect((await shop.place('away')).body['orderId']).toBe(placed.body['orderId']);
    await shop.completed(placed.body['orderId']);
  }, 120_000);

  it("Order's Postgres behind a silent network: keeps nobody waiting", async () => {
    const way = system.ways.of('order-postgres');
    await way.silence();
    const keys = Array.from({ length: 30 }, (_, n) => `silent-${n}`);
    for (const answer of await Promise.all(keys.map((key) => shop.place(key))))
      refusedWithin(answer, bounded);
    refusedWithin(await shop.order('00000000-0000-7000-8000-000000000000'), bounded);
    await way.heal();
    const ids = await Promise.all(
      keys.map((key) =>
        eventually(
          async () => {
            const answer = await shop.place(key);
            expect(answer.status).toBe(201);
            return answer.body['orderId'];
          },
          { within: 60_000, every: 250 },
        ),
      ),
    );
    expect(new Set(ids).size).toBe(keys.length);
    for (const id of ids) await shop.completed(id);
  }, 180_000);

  it.each([
    ['redis', 'sales-projection', '/sales/products/mouse'],
    ['mongo', 'success-rate-projection', '/success-rate'],
  ] as const)(
    '%s: orders are completed all the same, its queries ask to come back',
    async (server, name, path) => {
      const release = system.holdDown(server);
      const placed = await shop.place();
      expect(placed.status).toBe(201);
      expect(placed.seconds).toBeLessThan(atOnce);
      await shop.completed(placed.body['orderId']);
      refusedWithin(await ask(`${shop.url(name)}${path}`), 2 * atOnce);
      release();
      const caughtUp = `${shop.url(name)}${path}?waitFor=${String(placed.body['orderId'])}@2`;
      await eventually(async () => expect((await ask(caughtUp)).status).toBe(200), {
        within: 60_000,
        every: 100,
      });
    },
    120_000,
  );

  it('all of them, by hanging: services that are told to stop do so in time, and go on later', async () => {
    const placed = await Promise.all(Array.from({ length: 30 }, () => shop.place()));
    for (const server of componentNames) system.signalServer(server, 'SIGSTOP');
    // Under way when the services are told to stop.
    const late = Array.from({ length: 10 }, () => shop.place().catch(() => undefined));
    const releases = services.map(({ name }) => system.supervision.hold(name));
    await Promise.all(
      system.running.instances.map((instance) => {
        system.supervision.expectEnd(instance.name);
        instance.signal('SIGTERM');
        return instance.exited;
      }),
    );
    await Promise.all(late);
    for (const server of componentNames) system.signalServer(server, 'SIGCONT');
    for (const release of releases) release();
    // Else they have lost patience with themselves, or were killed.
    expect(shop.log().match(/^.*"msg":"not stopped within.*$/gm)).toBeNull();
    expect(shop.log().match(/"msg":"stopped"/g)).toHaveLength(services.length);
    for (const { body } of placed) await shop.completed(body['orderId']);
  }, 180_000);

  it('nothing was lost or doubled', async () => {
    const findings = await audit(system.audited, { patienceMs: 20_000 });
    expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
  }, 90_000);
});
