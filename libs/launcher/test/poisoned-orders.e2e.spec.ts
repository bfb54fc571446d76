import { eventually } from '@ordersaga/test-kit';
import { StackFileOf } from './audit-command';
import { inParallel, orderOf, place } from './customers';
import { runDeadLetters } from './dead-letters-command';
import { callOrder } from './order-client';
import { OpenLetters } from './open-letters';
import { Data } from './planted-faults';
import { startRebuild } from './rebuild-command';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

jest.setTimeout(180_000);

const within = { within: 60_000, every: 250 };
const products = ['plenty', 'lots'];
const otherCount = 40;

/** As a newer release writes an event that is unknown here, and as one that knows it finds it. */
const rename = `
  UPDATE events SET type = $2 WHERE stream_id = $1 AND version = 2`;
const renameMessage = `
  UPDATE outbox SET headers = replace(headers::text, 'order.domain.items-changed', 'order.domain.gift-wrapped')::json
  WHERE key = $1`;
const insert = `
  WITH moved AS (UPDATE streams SET version = version + 1 WHERE stream_id = $1 RETURNING *)
  INSERT INTO events (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
  SELECT stream_id, version, gen_random_uuid(), 'order.gift-wrapped', 1, '{"revision": 1}',
         '{"correlationId": "c", "causationId": "r"}', now()
  FROM moved`;
const takeBack = `
  WITH moved AS (UPDATE streams SET version = version - 1 WHERE stream_id = $1)
  DELETE FROM events WHERE stream_id = $1 AND type = 'order.gift-wrapped'`;

describe('orders with an event that this release does not know, among many, on two instances of each service', () => {
  let system: SystemUnderTest;
  let data: Data;
  let stackFile: StackFileOf;
  let letters: OpenLetters;
  /** A newer release told everybody about its event; the other event was only put into the log. */
  let [told, untold]: string[] = [];
  let others: string[];

  beforeAll(async () => {
    system = await startSystemUnderTest('poisoned', 2);
    data = await Data.of(system);
    stackFile = new StackFileOf(system);
    letters = await OpenLetters.of(system);
    for (const productId of products) {
      const body = JSON.stringify({ productId, name: productId, unitPrice: 1250, quantity: 100_000 });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`${system.url('stock')}/products`, { method: 'POST', headers, body })).status).toBe(
        201,
      );
    }
    for (const instance of [0, 1])
      await eventually(
        async () => expect(await get(`${system.url('order', instance)}/products`)).toHaveLength(5),
        within,
      );
  });
  afterAll(async () => {
    await letters?.close();
    stackFile?.remove();
    await data?.close();
    await system?.stop();
  });

  const get = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const orderAt = (n: number): string => system.url('order', n % 2);
  const statusOf = async (orderId: string) =>
    (await callOrder(orderAt(1), 'GET', `/${orderId}`)).order?.status;
  const relays = (signal: NodeJS.Signals): void => {
    for (const instance of system.instances) if (instance.name === 'message-relay') instance.signal(signal);
  };
  const rebuildBoth = () =>
    Promise.all(['sales', 'success-rate'].map((name) => startRebuild([name, stackFile.path]).outcome));
  const command = (...args: string[]) => runDeadLetters([...args, stackFile.path]);
  const metric = async (url: string, name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? ([0-9.]+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  const metricOfAll = async (service: Parameters<SystemUnderTest['url']>[0], name: string) =>
    (await metric(system.url(service, 0), name)) + (await metric(system.url(service, 1), name));

  it('stand still alone: all others reach their outcome, in both projections, too', async () => {
    const someOthers = (from: number) =>
      inParallel(otherCount / 2, 8, (i) => place(orderAt(i), orderOf(from + i, products)));
    const before = await someOthers(0);
    relays('SIGSTOP');
    told = (await place(orderAt(0), { ...orderOf(1, products), hold: true })).orderId;
    const body = { productId: 'lots', quantity: 2 };
    expect((await callOrder(orderAt(1), 'POST', `/${told}/items`, { body })).status).toBe(200);
    expect((await callOrder(orderAt(0), 'POST', `/${told}/confirm`)).status).toBe(200);
    await data.sql('order', rename, [told, 'order.gift-wrapped']);
    await data.sql('order', renameMessage, [told]);
    untold = (await place(orderAt(1), orderOf(1, products))).orderId;
    await data.sql('order', insert, [untold]);
    const after = await someOthers(otherCount);
    relays('SIGCONT');
    others = [...before, ...after].map(({ orderId }) => orderId);
    await eventually(async () => {
      expect(await get(`${system.url('success-rate-projection', 1)}/success-rate`)).toMatchObject({
        ...{ total: otherCount + 2, open: 2 },
      });
    }, within);
    for (const other of others) expect(['completed', 'failed']).toContain(await statusOf(other));
  });

  it('are answered about with a problem that says where they stand, by every instance', async () => {
    for (const instance of [0, 1])
      for (const orderId of [told, untold]) {
        const response = await fetch(`${orderAt(instance)}/orders/${orderId}`);
        expect([response.status, await response.json()]).toEqual([
          500,
          expect.objectContaining({ code: 'unreadable-history', orderId, version: 2 }),
        ]);
        expect(await get(`${orderAt(instance)}/orders/${orderId}?version=1`)).toMatchObject({ version: 1 });
      }
    expect(await get(`${orderAt(0)}/orders/${told}/history`)).toMatchObject({
      events: [{ type: 'order.placed' }, { type: 'order.gift-wrapped' }, { type: 'order.confirmed' }],
    });
  });

  it('are seen by the operator: as dead letters, as metrics, in the audit; every service is ready', async () => {
    await eventually(async () => {
      const found = await letters.list();
      expect(
        found.map(({ source, key, reason, parkedBehind }) => [source, key, reason, parkedBehind]).sort(),
      ).toEqual(
        [
          ['order', told, 'failed', 0],
          ['order', untold, 'failed', 0],
          ['sales-projection', told, 'failed', 1],
          ['success-rate-projection', told, 'failed', 1],
        ].sort(),
      );
    }, within);
    expect(await metricOfAll('order', 'order_unreadable_histories_total')).toBeGreaterThanOrEqual(2);
    expect(await metricOfAll('order', 'consumer_parked_keys')).toBeGreaterThanOrEqual(2);
    for (const projection of ['sales-projection', 'success-rate-projection'] as const)
      expect(await metricOfAll(projection, 'consumer_parked_keys')).toBeGreaterThanOrEqual(1);
    for (const { url, running } of system.instances)
      expect([running, (await fetch(`${url}/readyz`)).status]).toEqual([true, 200]);
    const faults = await system.faults();
    for (const orderId of [told, untold])
      expect(faults).toContain(
        `1: order ${orderId}: it stands still: its event 2, order.gift-wrapped (schema version 1), is not known`,
      );
    const elsewhere = faults.filter((fault) => !/dead letters$/.test(fault) && !fault.includes(told!));
    expect(elsewhere.filter((fault) => !fault.includes(untold!))).toEqual([]);
  });

  it('are named by a rebuild, which brings all others', async () => {
    for (const { code, output } of await rebuildBoth()) {
      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringMatching(/ 0 were wrong\n/) as string,
      });
      for (const orderId of [told, untold])
        expect(output).toContain(
          `${orderId} at version 2 (no schema for com.ordersaga.order.domain.gift-wrapped.v1)`,
        );
    }
  });

  it('go on where they stood once their events are known', async () => {
    await data.sql('order', rename, [told, 'order.items-changed']);
    await data.sql('order', takeBack, [untold]);
    expect(await command('replay', '--group', 'order')).toMatchObject({ code: 0 });
    await eventually(async () => {
      expect([await statusOf(told!), await statusOf(untold!)]).toEqual(['completed', 'completed']);
    }, within);
    // The message on the topic stays what it is. The log is read anew; then nobody needs it any more.
    for (const { code, output } of await rebuildBoth()) {
      expect(code).toBe(0);
      expect(output).not.toContain('not further than');
    }
    expect(await command('discard', '--key', told!)).toMatchObject({ code: 0 });
    await eventually(async () => expect(await letters.list()).toEqual([]), within);
    await eventually(async () => expect(await system.faults()).toEqual([]), within);
  });

  it('have been told to the log once by each instance, beside the requests that failed for them', () => {
    const tells = system.warnings.filter((line) => line.includes('an order stands still'));
    expect(tells.length).toBeGreaterThanOrEqual(2);
    expect(tells.length).toBeLessThanOrEqual(4);
    const others = system.warnings.filter((line) => !tells.includes(line));
    expect(others.filter((line) => !/UnreadableHistoryError.*"request failed"/.test(line))).toEqual([]);
  });
});
