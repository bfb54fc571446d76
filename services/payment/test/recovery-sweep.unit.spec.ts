import { RecoverySweep } from '../src/application/recovery-sweep';
import { Settlement } from '../src/application/settlement';
import { InMemoryPaymentStore } from './in-memory-payment-store';

const everyMs = 5_000;

/** A sweep over an empty store, and when it has looked, in milliseconds since its start. */
function build() {
  const looks: number[] = [];
  const begin = Date.now();
  const store = new InMemoryPaymentStore();
  store.takeDueOperations = (now) => {
    looks.push(now.getTime() - begin);
    return Promise.resolve([]);
  };
  const gateway = { charge: jest.fn(), refund: jest.fn() };
  const settlement = new Settlement(store, gateway, { timeoutMs: 1, concurrency: 1, graceMs: 1 });
  const sweep = new RecoverySweep({ store, settlement, logger: { warn: () => undefined }, everyMs });
  const wakeIn = (ms: number) => sweep.wakeAt(new Date(Date.now() + ms));
  return { sweep, store, looks, wakeIn };
}

describe('the recovery sweep', () => {
  beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => jest.useRealTimers());

  it('looks at the start, then slowly', async () => {
    const { sweep, looks } = build();
    sweep.start();
    await jest.advanceTimersByTimeAsync(3 * everyMs + 100);
    expect(looks).toHaveLength(4);
    await sweep.stop();
  });

  it('looks whenever something is known to become due, whatever else it waits for', async () => {
    const { sweep, looks, wakeIn } = build();
    sweep.start();
    for (const ms of [200, 50, 100, 101, 3_000]) wakeIn(ms);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(looks).toEqual([0, 60, 110, 210, 3_010]);
    await jest.advanceTimersByTimeAsync(3 * everyMs);
    expect(looks.slice(5)).toEqual([8_010, 13_010, 18_010]);
    await sweep.stop();
  });

  it('looks again after a round during which something became due', async () => {
    const { sweep, store, looks, wakeIn } = build();
    let finish: (() => void) | undefined;
    const empty = store.takeDueOperations.bind(store);
    store.takeDueOperations = async (...query) => {
      const found = await empty(...query);
      if (looks.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      return found;
    };
    sweep.start();
    wakeIn(50);
    await jest.advanceTimersByTimeAsync(500);
    expect(looks).toEqual([0]);
    finish?.();
    await jest.advanceTimersByTimeAsync(0);
    expect(looks).toEqual([0, 500]);
    await sweep.stop();
  });

  it('goes on after a round that failed', async () => {
    const { sweep, store, looks } = build();
    const working = store.takeDueOperations.bind(store);
    store.takeDueOperations = async (...query) => {
      await working(...query);
      throw new Error('the database is away');
    };
    sweep.start();
    await jest.advanceTimersByTimeAsync(everyMs + 100);
    expect(looks).toHaveLength(2);
    await sweep.stop();
  });

  it('looks no more once it is stopped', async () => {
    const { sweep, looks, wakeIn } = build();
    sweep.start();
    wakeIn(50);
    await jest.advanceTimersByTimeAsync(0);
    await sweep.stop();
    wakeIn(60);
    await jest.advanceTimersByTimeAsync(2 * everyMs);
    expect(looks).toHaveLength(1);
  });
});
