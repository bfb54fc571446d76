import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { audit, type Finding } from '@ordersaga/audit';
import { eventually } from '@ordersaga/test-kit';
import { runAudit, StackFileOf } from './audit-command';
import { callOrder } from './order-client';
import { Data, plantedFaults, type Orders } from './planted-faults';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

describe('the audit of a running system', () => {
  let system: SystemUnderTest;
  let data: Data;
  let stackFile: StackFileOf;
  let orders: Orders;

  beforeAll(async () => {
    system = await startSystemUnderTest('audit', 1);
    data = await Data.of(system);
    stackFile = new StackFileOf(system);
    const knows = async (): Promise<unknown> => (await fetch(`${system.url('order')}/products`)).json();
    await eventually(async () => expect(await knows()).toHaveLength(3));
    orders = {
      completed: await place({ items: [{ productId: 'mouse', quantity: 3 }] }),
      cancelled: await place({ items: [{ productId: 'keyboard', quantity: 1 }], hold: true }),
      held: await place({ items: [{ productId: 'keyboard', quantity: 2 }], hold: true }),
    };
    await eventually(() => reserved(3));
    expect((await callOrder(system.url('order'), 'POST', `/${orders.cancelled}/cancel`)).status).toBe(200);
    await eventually(async () => expect(await system.faults()).toEqual([]), { within: 30_000, every: 250 });
    await eventually(async () => expect(await statusOf(orders.completed)).toBe('completed'));
    await eventually(async () => expect(await system.faults()).toEqual([]), { within: 30_000, every: 250 });
  }, 120_000);
  afterAll(async () => {
    stackFile?.remove();
    await data?.close();
    await system?.stop();
  }, 60_000);

  const place = async (order: object): Promise<string> => {
    const body = { customerId: 'c', ...order };
    const { order: placed } = await callOrder(system.url('order'), 'POST', '', { body });
    return placed?.orderId as string;
  };
  const statusOf = async (orderId: string): Promise<string | undefined> =>
    (await callOrder(system.url('order'), 'GET', `/${orderId}`)).order?.status;
  const reserved = async (pieces: number): Promise<void> => {
    const response = await fetch(`${system.url('stock')}/products/keyboard`);
    expect(await response.json()).toMatchObject({ reserved: pieces });
  };
  const brokenIn = (findings: readonly Finding[], statement: number) =>
    findings.find((finding) => finding.statement === statement)?.faults ?? [];

  it('tells each statement with its figures', async () => {
    const { code, output, errors } = await runAudit(['--wait', '5', stackFile.path]);
    expect({ code, output: output.replace(/\b\d+ (outbox|inbox) messages/g, 'n $1 messages') }).toEqual({
      code: 0,
      output: [
        'holds   1  An accepted order reaches exactly one outcome',
        '           3 orders, 5 events, 1 completed, 0 failed, 1 cancelled, 1 open, 1 open and held',
        'holds   2  Nothing of the stock is lost or made up',
        '           3 products, 35 pieces came in, 30 available, 2 reserved, 3 sold, 3 reservations, 1 reservations open',
        'holds   3  Each order is charged its total if completed, otherwise nothing',
        '           3 payments, 5970 charged, 0 refunded, 5970 kept, 5970 due, 0 under way',
        'holds   4  The history of an order replays to what the API shows',
        '           3 orders compared, 5 events replayed',
        'holds   5  Both projections equal a recount of the event log',
        '           3 sales figures, 5 rate figures, 3 orders listed',
        'holds   6  No event is lost on its way, none has its effect twice',
        '           n outbox messages, n inbox messages, 4 topics',
        '',
        'All 6 statements hold.',
        '',
      ].join('\n'),
    });
    expect(errors).toMatch(/reading the event log/);
  }, 60_000);

  describe.each(plantedFaults)('with $title', ({ statement, says, about, plant, mend }) => {
    beforeAll(() => plant(data, orders));
    afterAll(() => mend(data, orders));

    it(`breaks statement ${statement}`, async () => {
      const faults = brokenIn(await audit(system.audited), statement);
      expect(faults.map(({ what }) => what).join('\n')).toContain(says);
      const told = faults.filter(({ what }) => what.includes(says));
      if (about) expect(told.flatMap((fault) => fault.orders)).toContain(orders[about]);
    });
  });

  it('holds again once all of that is mended', async () => {
    expect(await system.faults()).toEqual([]);
  });

  it('names an order that the API shows in another state', async () => {
    const { server, url } = await liar(system.url('order'), '"status":"completed"', '"status":"failed"');
    try {
      const urls = { ...system.audited.urls, order: url };
      const faults = brokenIn(await audit({ ...system.audited, urls }), 4);
      expect(faults.flatMap((fault) => fault.orders)).toEqual([orders.completed]);
      expect(faults[0]?.what).toContain('status is completed by its events, failed by the API');
    } finally {
      server.close();
    }
  });

  it('takes an open order for a fault only once it is past its limit', async () => {
    const { code, output } = await runAudit([stackFile.path, '--patience', '0'], { HOLD_TIME_MS: '1' });
    expect(output).toContain(`- order ${orders.held}: still suspended and held since`);
    expect(output).toContain(`orders concerned: ${orders.held}`);
    expect(output).toContain('5 of 6 statements hold; broken: 1.');
    expect(code).toBe(1);
  });

  it('names a few orders, and says how many more there are', async () => {
    await data.sql('stock', 'UPDATE reservations SET revision = revision + 7');
    const text = await runAudit([stackFile.path, '--patience', '0.1', '--show', '2']);
    const json = await runAudit([stackFile.path, '--patience', '0', '--json']);
    await data.sql('stock', 'UPDATE reservations SET revision = revision - 7');
    expect(text.output).toMatch(
      /- order .*\n.*- order .*\n.*- and 1 more\n.*orders concerned: \S+, \S+, and 1 more\n/,
    );
    expect(json.code).toBe(1);
    const { holds, statements } = JSON.parse(json.output) as {
      holds: boolean;
      statements: { orders: string[] }[];
    };
    expect(holds).toBe(false);
    expect(statements.map((each) => each.orders.length)).toEqual([0, 3, 0, 0, 0, 0]);
    expect(statements[1]?.orders.sort()).toEqual(Object.values(orders).sort());
  }, 60_000);

  it('says so when it could not check', async () => {
    const absent = await runAudit([`${stackFile.path}.absent`]);
    expect(absent).toMatchObject({ code: 2, output: '' });
    expect(absent.errors).toMatch(/^Not audited: no system is running: there is no .*stack\.json\.absent/);
    const wrong = await runAudit(['--wait', 'long']);
    expect(wrong).toMatchObject({ code: 2, output: '' });
    expect(wrong.errors).toMatch(/--wait takes a number.*not long[\s\S]*Usage: npm run audit/);
    const away = `${stackFile.path}.away`;
    const services = {
      order: [{ url: system.url('order') }],
      'sales-projection': [{ url: 'http://127.0.0.1:1' }],
    };
    const components = {
      kafka: { url: system.audited.kafka.brokers },
      postgres: { url: 'postgres://127.0.0.1:1/x' },
    };
    const other = { 'success-rate-projection': [{ url: 'http://127.0.0.1:1' }] };
    writeFileSync(
      away,
      JSON.stringify({ prefix: system.namespace.prefix, components, services: { ...services, ...other } }),
    );
    const unreachable = await runAudit([away]);
    expect(unreachable).toMatchObject({ code: 2, output: '' });
    expect(unreachable.errors).toMatch(/Not audited: the event log: connect ECONNREFUSED 127\.0\.0\.1:1/);
    expect((await runAudit(['--help'])).output).toMatch(/^Usage: npm run audit/);
  }, 60_000);
});

/** A server that passes on what another one answers, with one thing changed. */
async function liar(target: string, truth: string, lie: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void fetch(target + request.url).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end((await answer.text()).replace(truth, lie));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
