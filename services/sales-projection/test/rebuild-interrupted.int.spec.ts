import { killable, quickTime, sampleHistory } from '@ordersaga/projection-test-kit';
import type { Copies } from '@ordersaga/projection';
import { rebuild, type Progress } from '@ordersaga/rebuild';
import { eventually, openGate, stack } from '@ordersaga/test-kit';
import { SalesUnderTest } from './sales-under-test';

const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
const passing = quickTime;
const patience = { within: 30_000 };

describe('a rebuild of the sales projection that is interrupted', () => {
  let sales: SalesUnderTest;
  beforeAll(async () => {
    sales = await SalesUnderTest.start();
    const histories = Array.from({ length: 100 }, (_, n) =>
      sampleHistory({ orderId: `order-${n}`, items }, 'completed'),
    );
    await sales.feed.publish(histories.flat());
    await sales.counted(histories);
  }, 60_000);
  afterAll(() => sales.stop(), 60_000);

  const underWay = async () => (await sales.target.register.read()).rebuild;

  it('refuses when another one is alive', async () => {
    const calling = new AbortController();
    let cleaning = false;
    const onProgress = ({ phase }: Progress) => void (cleaning ||= phase === 'cleaning');
    const running = rebuild(sales.target, sales.log, { signal: calling.signal, onProgress });
    await eventually(() => expect(cleaning).toBe(true), patience);
    const second = rebuild(sales.target, sales.log);
    await expect(second).rejects.toMatchObject({
      code: 'rebuild-under-way',
      message: expect.stringMatching(/under way already: .*process \d+ has been filling copy v2/) as unknown,
    });
    // Once it has switched, calling it off only makes it clear up sooner.
    calling.abort();
    expect(await running).toMatchObject({ copy: 'v2' });
    expect(await sales.copies()).toEqual(['v2']);
  }, 60_000);

  it('leaves the live copy alone and nothing behind when it is called off', async () => {
    const before = await sales.target.register.read();
    const calling = new AbortController();
    const onProgress = ({ phase }: Progress) =>
      void (phase === 'comparing' && calling.abort(new Error('enough')));
    const running = rebuild(sales.target, sales.log, { passing, signal: calling.signal, onProgress });
    await expect(running).rejects.toThrow('enough');
    const after = await sales.target.register.read();
    expect(after).toEqual({ live: before.live, newest: before.newest + 1, revision: after.revision });
    expect(await sales.copies()).toEqual([before.live]);
  }, 60_000);

  it('is replaced by the next one when it was killed, and what it left is removed', async () => {
    const [before, answer] = [await sales.live(), await sales.page()];
    const dead = killable(sales.target);
    const killed = new Promise<void>((resolve) => {
      const onProgress = ({ phase }: Progress): void => {
        if (phase !== 'comparing') return;
        dead.kill();
        resolve();
      };
      void rebuild(dead.target, sales.log, { passing, onProgress }).catch(() => undefined);
    });
    await killed;
    expect(await sales.copies()).toHaveLength(2);
    const left = await underWay();
    expect(await sales.live()).toBe(before);
    expect(await sales.page()).toEqual(answer);
    const { copy } = await rebuild(sales.target, sales.log, { passing });
    expect(copy).not.toBe(left?.copy);
    expect(await sales.page()).toEqual(answer);
    expect(await sales.copies()).toEqual([copy]);
    expect(await underWay()).toBeUndefined();
  }, 60_000);

  it('keeps no writer waiting for long when it was killed while it held them', async () => {
    const dead = killable(sales.target);
    const { register } = dead.target;
    const replace = async (revision: number, copies: Copies): Promise<boolean> => {
      const replaced = await register.replace(revision, copies);
      if (copies.rebuild?.hold !== undefined) dead.kill();
      return replaced;
    };
    const target = { ...dead.target, register: { ...register, replace } };
    void rebuild(target, sales.log, { passing }).catch(() => undefined);
    await eventually(async () => expect((await underWay())?.hold).toBeDefined(), patience);
    const history = sampleHistory({ orderId: 'held', items });
    await sales.feed.publish(history);
    await sales.counted([history]);
    expect((await underWay())?.hold).toBeUndefined();
    await rebuild(sales.target, sales.log, { passing });
    await sales.counted([history]);
  }, 60_000);

  it('goes on where it was after Redis has been away', async () => {
    const gate = await openGate(stack().redis);
    const target = await sales.targetAt(gate.url);
    const waited: string[] = [];
    const onProgress = ({ phase, waiting }: Progress): void => {
      if (waiting === undefined) {
        if (phase === 'finishing') void gate.shut();
        return;
      }
      waited.push(waiting);
      gate.open();
    };
    const { copy } = await rebuild(target, sales.log, { onProgress });
    expect(waited.join()).toMatch(/Redis does not answer/);
    expect(await sales.live()).toBe(copy);
    expect(await sales.copies()).toEqual([copy]);
    await gate.close();
  }, 60_000);
});
