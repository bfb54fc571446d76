import fc from 'fast-check';
import { handleJointly } from './joint-handling';

const never = (): boolean => false;

describe('joint handling', () => {
  it('makes one call of what comes at the same time', async () => {
    const calls: number[][] = [];
    const handle = handleJointly<number>(async (messages) => void calls.push([...messages]), 100, never);
    await Promise.all([handle([1, 2]), handle([3]), handle([4])]);
    expect(calls).toEqual([[1, 2, 3, 4]]);
  });

  it('makes the next call of what comes while one is under way, and never two at a time', async () => {
    const calls: number[][] = [];
    let letGo = (): void => undefined;
    let underWay = 0;
    const handle = handleJointly<number>(
      async (messages) => {
        expect((underWay += 1)).toBe(1);
        calls.push([...messages]);
        if (calls.length === 1) await new Promise<void>((resolve) => (letGo = resolve));
        underWay -= 1;
      },
      100,
      never,
    );
    const first = handle([1]);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [handle([2]), handle([3])];
    letGo();
    await Promise.all([first, ...others]);
    expect(calls).toEqual([[1], [2, 3]]);
  });

  it('begins the next call before anybody hears of the one before: who hears of it has work of its own', async () => {
    const order: string[] = [];
    const handle = handleJointly<number>(async ([message]) => void order.push(`call ${message}`), 1, never);
    const brings = async (message: number): Promise<void> => {
      await handle([message]);
      order.push(`heard ${message}`);
    };
    await Promise.all([brings(1), brings(2), brings(3)]);
    expect(order).toEqual(['call 1', 'call 2', 'heard 1', 'call 3', 'heard 2', 'heard 3']);
  });

  it('takes no more into a call than it may, but always a whole partition', async () => {
    const calls: number[][] = [];
    const handle = handleJointly<number>(async (messages) => void calls.push([...messages]), 3, never);
    await Promise.all([handle([1, 2]), handle([3]), handle([4, 5, 6, 7]), handle([8])]);
    expect(calls).toEqual([[1, 2, 3], [4, 5, 6, 7], [8]]);
  });

  it('tells a failure only to the partition whose messages caused it', async () => {
    const bad = new Error('bad');
    const done: number[] = [];
    const handle = handleJointly<number>(
      async (messages) => {
        if (messages.includes(0)) throw bad;
        done.push(...messages);
      },
      100,
      never,
    );
    const results = await Promise.allSettled([handle([1]), handle([0]), handle([2])]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(done).toEqual([1, 2]);
  });

  it('asks a store that is away once, not once for each partition', async () => {
    const away = new Error('away');
    let calls = 0;
    const handle = handleJointly<number>(
      async () => {
        calls += 1;
        throw away;
      },
      100,
      (error) => error === away,
    );
    const results = await Promise.allSettled([handle([1]), handle([2]), handle([3])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(1);
  });

  it('handles each partition once and in order, whatever fails', async () => {
    const partitions = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(partitions, async (given) => {
        const done: string[] = [];
        const handle = handleJointly<{ id: string; bad: boolean }>(
          async (messages) => {
            if (messages.some(({ bad }) => bad)) throw new Error('bad');
            done.push(...messages.map(({ id }) => id));
          },
          5,
          never,
        );
        const calls = given.map((flags, p) => handle(flags.map((bad, n) => ({ id: `${p}.${n}`, bad }))));
        await Promise.allSettled(calls);
        const good = given.flatMap((flags, p) =>
          flags.includes(true) ? [] : flags.map((_, n) => `${p}.${n}`),
        );
        expect(done).toEqual(good);
      }),
    );
  });
});
