import type { Bench } from './bench';
import { runCase, type Surroundings } from './run-case';

const figures = [] as const;

function surroundings(signal = new AbortController().signal): Surroundings {
  return {
    backing: { kafka: '', postgres: '', redis: '', mongo: '' },
    root: '',
    repetitions: 1,
    scale: 1,
    signal,
    progress: () => undefined,
    onSpawn: () => undefined,
  };
}

const caseOf = (run: (bench: Bench) => Promise<never[]>) => ({ name: 'any', about: '', minutes: 1, run });

describe('a case that is run', () => {
  it('has what it started ended, last first, before its figures are given', async () => {
    const ended: string[] = [];
    const benchCase = caseOf(async (bench) => {
      bench.onEnd(async () => void ended.push('first'));
      bench.onEnd(async () => void ended.push('second'));
      return [];
    });
    expect(await runCase(benchCase, surroundings())).toEqual({ name: 'any', figures });
    expect(ended).toEqual(['second', 'first']);
  });

  it('that fails has it ended too, whatever else goes wrong then, and tells the first error', async () => {
    const ended: string[] = [];
    const benchCase = caseOf(async (bench) => {
      bench.onEnd(async () => void ended.push('first'));
      bench.onEnd(() => Promise.reject(new Error('stays')));
      throw new Error('an event got lost');
    });
    const outcome = await runCase(benchCase, surroundings());
    expect(outcome).toEqual({ name: 'any', failure: new Error('an event got lost') });
    expect(ended).toEqual(['first']);
  });

  it('has no figures when something of it cannot be ended', async () => {
    const benchCase = caseOf(async (bench) => {
      bench.onEnd(() => Promise.reject(new Error('stays')));
      return [];
    });
    expect(await runCase(benchCase, surroundings())).toEqual({ name: 'any', failure: new Error('stays') });
  });

  it('is not waited for once it is interrupted', async () => {
    const controller = new AbortController();
    const ended: string[] = [];
    const benchCase = caseOf((bench) => {
      bench.onEnd(async () => void ended.push('it'));
      return new Promise(() => undefined);
    });
    const running = runCase(benchCase, surroundings(controller.signal));
    controller.abort(new Error('interrupted'));
    expect(await running).toEqual({ name: 'any', failure: new Error('interrupted') });
    expect(ended).toEqual(['it']);
  });

  it('takes a prefix of its own each time', async () => {
    const prefixes = new Set<string>();
    const benchCase = caseOf(async ({ prefix }) => {
      prefixes.add(prefix);
      return [];
    });
    for (let i = 0; i < 3; i += 1) await runCase(benchCase, surroundings());
    expect(prefixes.size).toBe(3);
    for (const prefix of prefixes) expect(prefix).toMatch(/^bench-any-[0-9a-f]+-$/);
  });
});
