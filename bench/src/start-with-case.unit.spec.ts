import { startWithCase } from './start-with-case';

/** A case that collects what it would end. */
function emptyCase() {
  const stops: (() => Promise<void>)[] = [];
  return { stops, bench: { onEnd: (stop: () => Promise<void>) => void stops.push(stop) } };
}

describe('what takes a while to start', () => {
  it('is ended with the case, also when that ends before the start is over', async () => {
    const { bench, stops } = emptyCase();
    let start!: (name: string) => void;
    const ended: unknown[] = [];
    const starting = startWithCase(
      bench,
      new Promise<string>((resolve) => (start = resolve)),
      async (started) => void ended.push(started),
    );

    const ending = stops[0]?.();
    expect(ended).toEqual([]);
    start('a service');
    await ending;

    expect(await starting).toBe('a service');
    expect(ended).toEqual(['a service']);
  });

  it('has what it leaves removed when it fails, which the case hears of', async () => {
    const { bench, stops } = emptyCase();
    const ended: unknown[] = [];
    const starting = startWithCase(
      bench,
      Promise.reject(new Error('no')),
      async (one) => void ended.push(one),
    );

    await expect(starting).rejects.toThrow('no');
    await stops[0]?.();

    expect(ended).toEqual([undefined]);
  });
});
