import { runConcurrently } from './run-concurrently';

describe('running concurrently', () => {
  it('keeps to the limit, and the results in order', async () => {
    let running = 0;
    let most = 0;
    const results = await runConcurrently([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('has nothing to do for nothing', async () => {
    expect(await runConcurrently([], 3, () => Promise.reject(new Error('called')))).toEqual([]);
  });
});
