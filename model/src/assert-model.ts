import fc from 'fast-check';
import { play } from './play';
import { scenarios, type Scenario } from './step';

/** Runs that `npm test` makes of each variant. */
const usualRuns = 1_500;

/**
 * Plays stories until one breaks, which is then made as short as it gets.
 * `MODEL_RUNS` says how many, `MODEL_SEED` and `MODEL_PATH` repeat one.
 * @param title of the test, by which the command line that repeats it finds it
 * @throws Error with the shortest story that breaks, and the command line that plays it again
 */
export function assertModel(title: string, inboxes: boolean): Promise<void> {
  const { MODEL_PATH: path } = process.env;
  const seed = numberIn('MODEL_SEED');
  return fc.assert(modelOf(inboxes), {
    numRuns: numberIn('MODEL_RUNS') ?? usualRuns,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
    reporter: (run) => report(run, title),
  });
}

/** The property that every story ends well. */
export function modelOf(inboxes: boolean) {
  return fc.asyncProperty(scenarios, async (scenario) => void (await play(scenario, inboxes)));
}

function report(run: fc.RunDetails<[Scenario]>, title: string): void {
  if (!run.failed) return;
  const { seed, counterexamplePath: path, numRuns, errorInstance } = run;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(
    `After ${numRuns} runs: ${reason}\n\n` +
      `The story: ${fc.stringify(run.counterexample)}\n\n` +
      `Play it again: MODEL_SEED=${seed} MODEL_PATH='${path ?? ''}' npm run model -- -t '${title}'`,
  );
}

function numberIn(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${name} must be a whole number, not ${text}`);
  return number;
}
