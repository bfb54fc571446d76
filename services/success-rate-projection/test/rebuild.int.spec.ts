import {
  killable,
  quickTime,
  sampleHistory,
  SteadyOrders,
  watchGrowth,
} from '@ordersaga/projection-test-kit';
import type { OrderEvent } from '@ordersaga/projection';
import { rebuild, type Progress } from '@ordersaga/rebuild';
import { eventually } from '@ordersaga/test-kit';
import { recount } from './recount';
import { SuccessRateUnderTest } from './success-rate-under-test';

const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
const passing = quickTime;
const patience = { within: 30_000 };
const steps = ['completed', 'cancelled', { failed: 'payment-declined' }, 'confirmed'] as const;
const dayMs = 86_400_000;

describe('a rebuild of the success-rate projection', () => {
  let successRate: SuccessRateUnderTest;
  const histories: OrderEvent[][] = [];

  beforeAll(async () => void (successRate = await SuccessRateUnderTest.start()), 60_000);
  afterAll(() => successRate.stop(), 60_000);

  /** There are never fewer orders. */
  const watch = () => watchGrowth(async (instance) => (await successRate.rate(instance)).total);

  it('changes no answer of a system at rest, has the days that are over, and leaves nothing of the copy before', async () => {
    const today = new Date();
    for (let n = 0; n < 120; n += 1) {
      const placedAt = new Date(today.getTime() - (1 + (n % 4)) * dayMs);
      histories.push(sampleHistory({ orderId: `rest-${n}`, items, placedAt }, steps[n % steps.length]!));
    }
    await successRate.feed.publish(histories.flat());
    await successRate.recorded(histories);
    const [rate, listed] = [await successRate.rate(), await successRate.listed()];
    expect(rate).toMatchObject(recount(histories));
    const rebuilt = await rebuild(successRate.target, successRate.log, { passing });
    expect(rebuilt).toMatchObject({
      ...{ copy: 'v2', before: 'v1', events: 240 },
      comparison: { equal: 120, newer: 0, differing: 0, examples: [] },
    });
    for (const instance of [0, 1]) {
      expect(await successRate.rate(instance)).toEqual(rate);
      expect(await successRate.listed(instance)).toEqual(listed);
    }
    expect((await successRate.daysWithTotals()).length).toBeGreaterThan(2);
    expect(await successRate.collections()).toEqual(['success_rate_v2_days', 'success_rate_v2_orders']);
  }, 60_000);

  it('shows nobody less than before while orders come in, and has all of them afterwards', async () => {
    const publish = (events: readonly OrderEvent[]) => successRate.feed.publish(events);
    const incoming = new SteadyOrders({ publish, atOnce: 4, name: 'load' });
    await eventually(() => expect(incoming.histories.length).toBeGreaterThan(20), patience);
    const stopWatching = watch();
    const ownWrites = (async () => {
      for (let n = 0; n < 20; n += 1) {
        const own = sampleHistory({ orderId: `own-${n}`, items });
        histories.push(own);
        await publish(own);
        await successRate.rate(n % 2, `?waitFor=own-${n}@1`);
      }
    })();
    for (let round = 0; round < 2; round += 1) {
      const { comparison } = await rebuild(successRate.target, successRate.log);
      expect(comparison.differing).toBe(0);
    }
    await ownWrites;
    await incoming.stop();
    const { faults, asked } = await stopWatching();
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    histories.push(...incoming.histories.map((history) => [...history]));
    await successRate.recorded(histories);
    expect(await successRate.rate()).toMatchObject(recount(histories));
    expect(await successRate.collections()).toContain(`success_rate_${await successRate.live()}_orders`);
  }, 120_000);

  it('tells no totals that a late event has made wrong', async () => {
    const placedAt = new Date(Date.now() - 2 * dayMs);
    const [placed, ...late] = sampleHistory({ orderId: 'late', items, placedAt }, 'confirmed', 'completed');
    await successRate.feed.publish([placed!]);
    const onProgress = ({ phase }: Progress) => {
      // After the days were rolled up, and before the copy answers.
      if (phase === 'comparing' && late.length > 0) void successRate.feed.publish(late.splice(0));
    };
    await rebuild(successRate.target, successRate.log, { passing, onProgress });
    histories.push(sampleHistory({ orderId: 'late', items, placedAt }, 'confirmed', 'completed'));
    await successRate.recorded(histories);
    expect(await successRate.rate()).toMatchObject(recount(histories));
  }, 60_000);

  it('puts right what the live copy had wrong, and says which orders', async () => {
    const orders = successRate.database.collection<{ _id: string }>(
      `success_rate_${await successRate.live()}_orders`,
    );
    await orders.updateOne({ _id: 'rest-7' }, { $set: { status: 'completed', total: 1 } });
    const { comparison } = await rebuild(successRate.target, successRate.log, { passing });
    expect(comparison).toMatchObject({ differing: 1, examples: ['rest-7'] });
    expect(await successRate.rate()).toMatchObject(recount(histories));
  }, 60_000);

  it('is replaced by the next one when it was killed, and what it left is removed', async () => {
    const [before, answer] = [await successRate.live(), await successRate.rate()];
    const dead = killable(successRate.target);
    const killed = new Promise<void>((resolve) => {
      const onProgress = ({ phase }: Progress): void => {
        if (phase !== 'comparing') return;
        dead.kill();
        resolve();
      };
      void rebuild(dead.target, successRate.log, { passing, onProgress }).catch(() => undefined);
    });
    const copies = async () => (await successRate.collections()).filter((name) => name.endsWith('_orders'));
    await killed;
    expect(await copies()).toHaveLength(2);
    expect(await successRate.live()).toBe(before);
    const { copy } = await rebuild(successRate.target, successRate.log, { passing });
    expect(await successRate.rate()).toEqual(answer);
    expect(await copies()).toEqual([`success_rate_${copy}_orders`]);
  }, 60_000);

  it('leaves the live copy alone and nothing behind when it is called off', async () => {
    const [before, collections] = [await successRate.live(), await successRate.collections()];
    const calling = new AbortController();
    const onProgress = ({ phase }: Progress) =>
      void (phase === 'comparing' && calling.abort(new Error('enough')));
    const running = rebuild(successRate.target, successRate.log, {
      passing,
      signal: calling.signal,
      onProgress,
    });
    await expect(running).rejects.toThrow('enough');
    expect((await successRate.target.register.read()).rebuild).toBeUndefined();
    expect(await successRate.live()).toBe(before);
    expect(await successRate.collections()).toEqual(collections);
  }, 60_000);
});
