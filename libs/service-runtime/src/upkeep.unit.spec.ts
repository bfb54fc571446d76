import { setImmediate } from 'node:timers/promises';
import { eventually } from '@ordersaga/test-kit';
import { startUpkeep } from './upkeep';

describe('upkeep', () => {
  it('begins at once and goes on after a round that failed, having said so', async () => {
    const said: unknown[] = [];
    const logger = { warn: (fields: object, message: string) => void said.push([fields, message]) };
    const error = new Error('away');
    let rounds = 0;
    const round = async () => {
      rounds += 1;
      if (rounds === 1) throw error;
    };
    const upkeep = startUpkeep({ round, failure: 'not done', logger, everyMs: 1 });
    await eventually(() => expect(rounds).toBeGreaterThan(2), { every: 1 });
    await upkeep.stop();
    expect(said).toEqual([[{ err: error }, 'not done']]);
  });

  it('waits for the round under way when stopped', async () => {
    let finish = (): void => undefined;
    const round = () => new Promise<void>((resolve) => (finish = resolve));
    const upkeep = startUpkeep({ round, failure: 'not done' });
    let stopped = false;
    const stopping = upkeep.stop().then(() => (stopped = true));
    await setImmediate();
    expect(stopped).toBe(false);
    finish();
    await stopping;
  });
});
