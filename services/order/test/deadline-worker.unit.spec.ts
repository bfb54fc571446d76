import { eventually } from '@ordersaga/test-kit';
import { startDeadlineWorker } from '../src/adapters/inbound/deadlines/deadline-worker';

function logger() {
  const lines: string[] = [];
  return {
    lines,
    warn: (_: Record<string, unknown>, message: string) => void lines.push(message),
    info: (_: Record<string, unknown>, message: string) => void lines.push(message),
  };
}

describe('the worker on deadlines', () => {
  it('goes on without a pause while there is more, and stops in the middle of a pause', async () => {
    let rounds = 0;
    const worker = startDeadlineWorker({
      round: async () => (rounds += 1) < 5,
      everyMs: 3_600_000,
      logger: logger(),
    });
    await eventually(() => expect(rounds).toBe(5));
    await worker.stop();
    expect(rounds).toBe(5);
  });

  it('waits for the round under way when it is stopped', async () => {
    let finish: () => void = () => undefined;
    let ended = false;
    const round = async (): Promise<boolean> => {
      await new Promise<void>((resolve) => (finish = resolve));
      ended = true;
      return true;
    };
    const worker = startDeadlineWorker({ round, logger: logger() });
    const stopped = worker.stop();
    finish();
    await stopped;
    expect(ended).toBe(true);
  });

  it('looks again after a failure, and tells once that it fails and once that it does no more', async () => {
    const heard = logger();
    let rounds = 0;
    const round = async (): Promise<boolean> => {
      rounds += 1;
      if (rounds < 4) throw new Error('away');
      return false;
    };
    const worker = startDeadlineWorker({ round, everyMs: 1, logger: heard });
    await eventually(() => expect(rounds).toBeGreaterThan(5));
    await worker.stop();
    expect(heard.lines).toEqual([
      'deadlines of orders have to wait',
      'deadlines of orders are seen to again',
    ]);
  });
});
