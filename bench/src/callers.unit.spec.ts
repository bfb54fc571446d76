import { runCallers } from './callers';

const bench = { signal: new AbortController().signal };

describe('a load', () => {
  it('makes so many calls in all, each caller one after the other', async () => {
    const busy = new Set<number>();
    const numbers: number[] = [];
    const { calls } = await runCallers(
      bench,
      { callers: 4, calls: 50, seconds: 60 },
      async (number, caller) => {
        expect(busy.has(caller)).toBe(false);
        busy.add(caller);
        await new Promise(setImmediate);
        busy.delete(caller);
        numbers.push(number);
      },
    );
    expect(calls).toBe(50);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });

  it('ends in time', async () => {
    const { seconds } = await runCallers(bench, { callers: 2, calls: 1e9, seconds: 0.02 }, async () => {
      await new Promise(setImmediate);
    });
    expect(seconds).toBeGreaterThanOrEqual(0.02);
  });

  it('tells what a call threw, when no other call is under way any more', async () => {
    let underWay = 0;
    const load = runCallers(bench, { callers: 3, calls: 100, seconds: 60 }, async (number) => {
      underWay += 1;
      await new Promise(setImmediate);
      underWay -= 1;
      if (number === 4) throw new Error('refused');
    });
    await expect(load).rejects.toThrow('refused');
    expect(underWay).toBe(0);
  });

  it('stops when it is interrupted', async () => {
    const controller = new AbortController();
    const load = runCallers(controller, { callers: 1, calls: 100, seconds: 60 }, async (number) => {
      if (number === 3) controller.abort(new Error('interrupted'));
    });
    await expect(load).rejects.toThrow('interrupted');
  });
});
