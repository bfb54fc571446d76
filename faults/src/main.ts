import { resolve } from 'node:path';
import { faultsUsage, parseFaultsArguments, UsageError, type FaultsArguments } from './arguments';
import { tableOf } from './report';
import { runFaults, type RunOutcome } from './run';

const root = resolve(__dirname, '../..');
const begin = performance.now();
const interrupted = 130;

const progress = (line: string): void => {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stderr.write(`${seconds.padStart(7)} s  ${line}\n`);
};

/** @returns the exit code */
async function main(): Promise<number> {
  const wanted = parseFaultsArguments(process.argv.slice(2));
  if (wanted.help) {
    process.stdout.write(faultsUsage);
    return 0;
  }
  const signal = abortOnSignals();
  progress(`seed ${wanted.seed}`);
  try {
    const outcome = await runFaults({ ...wanted, root, progress, signal });
    process.stdout.write(wanted.json ? jsonOf(wanted, outcome) : textOf(wanted, outcome));
    return outcome.failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  }
}

function textOf({ seed }: FaultsArguments, { rows, answers, failures }: RunOutcome): string {
  const answered = Object.entries(answers).map(([what, count]) => `${count} × ${what}`);
  return [
    ...tableOf(rows),
    '',
    `Answers: ${answered.join(', ')}.`,
    ...(failures.length > 0
      ? [`Seed ${seed}: ${failures.length} things are wrong.`, ...failures.map((failure) => `- ${failure}`)]
      : [`Seed ${seed}: nothing was lost, nothing was doubled, and all 6 statements hold.`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function jsonOf({ seed, minutes }: FaultsArguments, { rows, answers, failures }: RunOutcome): string {
  return `${JSON.stringify({ seed, minutes, holds: failures.length === 0, rows, answers, failures }, null, 2)}\n`;
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      // A second Ctrl-C does not wait: the stack's warden ends what is left.
      if (controller.signal.aborted) process.exit(interrupted);
      progress('interrupted, stopping everything');
      controller.abort(new Error('interrupted'));
    });
  return controller.signal;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const { message, stack } = error as Error;
    const expected = typeof (error as { code?: unknown }).code === 'string';
    process.stderr.write(`${expected ? message : stack}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
