import { always } from '@ordersaga/projection';
import type { ProjectionCopy } from './daily-totals';
import { startRollUp } from './roll-up-days';

describe('rolling up', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('begins no round while another is under way, and waits for that when stopped', async () => {
    const rounds: (() => void)[] = [];
    const firstPlacedAt = () => new Promise<undefined>((resolve) => rounds.push(() => resolve(undefined)));
    const logger = { warn: (_fields: object, message: string) => expect(message).toBe('') };
    const rollUp = startRollUp(always({ records: { firstPlacedAt } } as unknown as ProjectionCopy), {
      logger,
    });
    await jest.advanceTimersByTimeAsync(180_000);
    expect(rounds).toHaveLength(1);
    rounds[0]!();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rounds).toHaveLength(2);

    let stopped = false;
    const stopping = rollUp.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(180_000);
    expect([rounds.length, stopped]).toEqual([2, false]);
    rounds[1]!();
    await stopping;
  });
});
