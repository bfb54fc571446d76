import { resolve } from 'node:path';
import { faultsUsage, parseFaultsArguments, UsageError, type FaultsArguments } from './arguments';
import { overloadTable } from './overload/figures';
import { runOverload, type OverloadOutcome } from './overload/run-overload';
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
  try {
    const { text, json, failures } = await carryOut(wanted, signal);
    process.stdout.write(wanted.json ? `${JSON.stringify(json, null, 2)}\n` : lines(text));
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  }
}

/** What is printed, for people and for programs. */
interface Told {
  readonly text: readonly string[];
  readonly json: object;
  readonly failures: readonly string[];
}

async function carryOut(wanted: FaultsArguments, signal: AbortSignal): Promise<Told> {
  if (wanted.mode === 'overload')
    return tellOverload(await runOverload({ ...wanted, root, progress, signal }));
  progress(`seed ${wanted.seed}`);
  return tellFaults(wanted, await runFaults({ ...wanted, root, progress, signal }));
}

function tellFaults({ seed, minutes }: FaultsArguments, { rows, answers, failures }: RunOutcome): Told {
  const answered = Object.entries(answers).map(([what, count]) => `${count} × ${what}`);
  const all = `Seed ${seed}: nothing was lost, nothing was doubled, and all 6 statements hold.`;
  return {
    text: [...tableOf(rows), '', `Answers: ${answered.join(', ')}.`, ...verdict(failures, all)],
    json: { seed, minutes, holds: failures.length === 0, rows, answers, failures },
    failures,
  };
}

function tellOverload({ sustainable, overloaded, memory, failures }: OverloadOutcome): Told {
  const all = 'Every accepted order has its outcome, and all 6 statements hold.';
  return {
    text: [...overloadTable(sustainable, overloaded, memory), '', ...verdict(failures, all)],
    json: { holds: failures.length === 0, sustainable, overloaded, memory, failures },
    failures,
  };
}

function verdict(failures: readonly string[], allIsWell: string): string[] {
  if (failures.length === 0) return [allIsWell];
  return [`${failures.length} things are wrong:`, ...failures.map((failure) => `- ${failure}`)];
}

function lines(text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join('');
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
