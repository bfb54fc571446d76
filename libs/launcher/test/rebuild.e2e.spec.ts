import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@ordersaga/test-kit';
import { StackFileOf } from './audit-command';
import { orderOf, place } from './customers';
import { startRebuild, type RunningRebuild } from './rebuild-command';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

const projections = ['sales', 'success-rate'];
const productIds = ['plenty', 'lots', 'plenty', 'mouse'];
const patience = { within: 60_000, every: 50 };
/** Between two orders of a customer, and two questions of a reader, milliseconds. */
const rests = { customer: 80, reader: 20 };

interface Rate {
  readonly total: number;
  readonly open: number;
}
interface Products {
  readonly items: readonly { readonly totalQuantity: number }[];
}

describe('rebuilding the projections of a running system', () => {
  let system: SystemUnderTest;
  let stackFile: StackFileOf;

  beforeAll(async () => {
    system = await startSystemUnderTest('rebuild', 2);
    stackFile = new StackFileOf(system);
    for (const productId of ['plenty', 'lots']) {
      const response = await fetch(`${system.url('stock')}/products`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ productId, name: productId, unitPrice: 1250, quantity: 100_000 }),
      });
      expect(response.status).toBe(201);
    }
    for (const instance of [0, 1])
      await eventually(async () =>
        expect(await json<unknown[]>(`${system.url('order', instance)}/products`)).toHaveLength(5),
      );
  }, 120_000);
  afterAll(async () => {
    stackFile?.remove();
    await system?.stop();
  }, 60_000);

  /** A store that is slow for a moment is asked again, as clients do. */
  const json = async <T>(url: string): Promise<T> => {
    let response = await fetch(url);
    while (response.status === 503) response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const ordersNow = async (instance: number): Promise<number> =>
    (await json<Rate>(`${system.url('success-rate-projection', instance)}/success-rate`)).total;
  const piecesNow = async (instance: number): Promise<number> => {
    const { items } = await json<Products>(
      `${system.url('sales-projection', instance)}/sales/products?limit=500`,
    );
    return items.reduce((sum, { totalQuantity }) => sum + totalQuantity, 0);
  };

  /** Customers, two at a time, and readers of both projections, until they are told to stop. */
  const life = () => {
    const over = new AbortController();
    const faults: string[] = [];
    const counts = { placed: 0, asked: 0 };
    const order = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const n = (counts.placed += 1);
        await place(system.url('order', n % 2), orderOf(n, productIds));
        await pause(rests.customer);
      }
    };
    /** Orders are placed, not changed: neither they nor their pieces ever get fewer, whichever instance is asked. */
    const read = async (what: string, now: (instance: number) => Promise<number>): Promise<void> => {
      // The stand-in for MongoDB can't be asked while it makes a collection's indexes.
      await eventually(async () => expect(await now(0)).toBeGreaterThan(0), patience);
      for (let most = 0; !over.signal.aborted; counts.asked += 1) {
        const count = await now(counts.asked % 2);
        if (count < most) faults.push(`${most} ${what}, then ${count}`);
        most = count;
        await pause(rests.reader);
      }
    };
    const all = [order(), order(), read('orders', ordersNow), read('pieces', piecesNow)];
    const ended = Promise.all(all.map((each) => each.catch((error: unknown) => faults.push(String(error)))));
    return {
      placed: () => counts.placed,
      stop: async () => {
        over.abort();
        await ended;
        return { faults, ...counts };
      },
    };
  };
  const atRest = async (): Promise<void> => {
    const decided = async (): Promise<void> => {
      const rate = await json<Rate>(`${system.url('success-rate-projection')}/success-rate`);
      expect(rate.open).toBe(0);
    };
    await eventually(decided, { within: 60_000, every: 200 });
    await eventually(async () => expect(await system.faults()).toEqual([]), { within: 60_000, every: 500 });
  };
  const until = (running: RunningRebuild, phase: string) =>
    eventually(() => expect(running.said()).toContain(phase), patience);

  it('goes on under load, and readers notice nothing', async () => {
    const { placed, stop } = life();
    await eventually(() => expect(placed()).toBeGreaterThan(60), patience);
    const both = projections.map((projection) => startRebuild([projection, stackFile.path]).outcome);
    for (const [n, { code, output, errors }] of (await Promise.all(both)).entries()) {
      expect({ code, errors: errors.replaceAll(/: .*/g, '') }).toEqual({
        code: 0,
        errors: expect.stringMatching(
          /^announcing\nfilling\n(filling\n)*catching up\n[^]*comparing\n[^]*switching\n[^]*cleaning\n$/,
        ) as unknown,
      });
      expect(output).toMatch(
        new RegExp(`^${projections[n]} is rebuilt: copy v2 answers, v1 is removed\\.\n`),
      );
      expect(output).toMatch(/ 0 were wrong\n$/);
    }
    const { faults, asked } = await stop();
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(50);
  }, 180_000);

  it('answers the same as before in a system at rest, and refuses a second one meanwhile', async () => {
    await atRest();
    const urls = [
      `${system.url('sales-projection')}/sales/products?limit=500`,
      `${system.url('success-rate-projection')}/success-rate`,
      `${system.url('success-rate-projection')}/orders?limit=200`,
    ];
    const before = await Promise.all(urls.map((url) => json(url)));
    const [rate, ...sales] = await Promise.all(
      ['success-rate', 'sales', 'sales'].map(
        (name) => startRebuild([name, '--json', stackFile.path]).outcome,
      ),
    );
    const [done, refused] = sales.sort((a, b) => a.code - b.code);
    for (const { code, output } of [rate!, done!]) {
      expect(code).toBe(0);
      expect(JSON.parse(output)).toMatchObject({
        copy: 'v3',
        beforeRemoved: true,
        comparison: { differing: 0 },
      });
    }
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused!.errors).toMatch(/sales was not rebuilt: a rebuild is under way already: .*process \d+/);
    expect(await Promise.all(urls.map((url) => json(url)))).toEqual(before);
  }, 180_000);

  it('loses nothing when it is killed, when an instance is killed beside it, and when it is called off', async () => {
    const { stop } = life();
    const instance = system.instances.findIndex(({ name }) => name === 'sales-projection');
    const killed = projections.map(async (projection) => {
      const running = startRebuild([projection, stackFile.path]);
      await until(running, 'comparing');
      running.signal('SIGKILL');
      await running.outcome;
    });
    await Promise.all(killed);
    const [takesOver, calledOff] = projections.map((projection) =>
      startRebuild([projection, stackFile.path]),
    );
    await until(calledOff!, 'waiting: whether the rebuild under way is alive');
    calledOff!.signal('SIGINT');
    const { code, errors } = await calledOff!.outcome;
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringContaining(
        'was not rebuilt: interrupted\nThe live copy answers as before.',
      ) as unknown,
    });
    const { faults } = await stop();
    expect(faults).toEqual([]);
    await until(takesOver!, 'filling');
    const victim = system.instances[instance]!;
    victim.signal('SIGKILL');
    await victim.exited;
    const [{ code: taken }] = await Promise.all([takesOver!.outcome, system.restart(instance)]);
    expect(taken).toBe(0);
    await atRest();
  }, 240_000);

  it('says so when it could not be tried', async () => {
    const [absent, wrong, help] = await Promise.all(
      [['sales', `${stackFile.path}.absent`], ['stock'], ['--help']].map(
        (args) => startRebuild(args).outcome,
      ),
    );
    expect(absent).toMatchObject({ code: 2, output: '' });
    expect(absent!.errors).toMatch(/^Nothing was rebuilt: no system is running: there is no /);
    expect(wrong).toMatchObject({ code: 2, output: '' });
    expect(wrong!.errors).toMatch(
      /there is no projection stock, but sales or success-rate\n[^]*Usage: npm run rebuild/,
    );
    expect(help!.output).toMatch(/^Usage: npm run rebuild/);
  }, 90_000);

  it('leaves no error in the logs', () => {
    expect(system.warnings).toEqual([]);
  });
});
