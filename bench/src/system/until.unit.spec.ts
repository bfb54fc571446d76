import { StuckError, until } from './until';

const signal = new AbortController().signal;

describe('until', () => {
  it('looks until nothing is missing', async () => {
    const missing = ['two', 'one', undefined];
    await until(async () => missing.shift(), { signal, every: 1 });
    expect(missing).toEqual([]);
  });

  it('gives up on what does not move, naming it and the last complaints', async () => {
    const look = async (): Promise<string> => '3 of 4 orders';
    const waiting = until(look, { signal, every: 1, patience: 20, trouble: () => ['order: no database'] });
    await expect(waiting).rejects.toThrow(StuckError);
    await expect(waiting).rejects.toThrow(/nothing has moved.*3 of 4 orders\norder: no database/s);
  });

  it('gives up on what moves for ever', async () => {
    let done = 0;
    const waiting = until(async () => `${done++} done`, { signal, every: 1, longest: 20 });
    await expect(waiting).rejects.toThrow(/not done after/);
  });

  it('ends with the run', async () => {
    const ending = AbortSignal.timeout(10);
    await expect(until(async () => 'all', { signal: ending, every: 1 })).rejects.toThrow();
  });
});
