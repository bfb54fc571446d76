import { silentLogger } from '../src';
import { SessionWatch, type Watched } from '../src/kafka/session-watch';
import { defaultTuning } from '../src/kafka/tuning';

const { probeEveryMs, stallAfterMs } = defaultTuning;

describe('a watch over a session', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** What it has told once it has looked, if anything. */
  async function told(quietForMs: number, standing?: string): Promise<string | undefined> {
    const probe = { reset: () => undefined, look: () => Promise.resolve(standing) };
    const session = { assignment: {}, quietForMs };
    const watched = { session, probe, lanes: {}, tuning: defaultTuning, logger: silentLogger };
    const watch = new SessionWatch(watched as unknown as Watched<object>);
    let reason: string | undefined;
    void watch.stalled.then((it) => (reason = it));
    await jest.advanceTimersByTimeAsync(probeEveryMs);
    watch.dismiss();
    return reason;
  }

  it('tells of a fetch loop that stands still', async () => {
    expect(await told(stallAfterMs + 1)).toBe('its fetch loop stands still');
  });

  it('tells of a partition that gets nowhere', async () => {
    expect(await told(0, 'orders/3')).toContain('no progress on orders/3');
  });

  it('has nothing to tell of one that gets on', async () => {
    expect(await told(stallAfterMs)).toBeUndefined();
  });
});
