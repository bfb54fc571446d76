import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, tallyVariable, type Results } from './closing-line';

/*
 * Runs all tests, those that need the machine to themselves after the others, and ends with one closing line for all.
 * Arguments go to Jest.
 */

const turns: readonly (readonly string[])[] = [
  ['--selectProjects', 'unit', 'int'],
  ['--selectProjects', 'e2e', '--runInBand'],
  ['--selectProjects', 'compose', '--runInBand'],
];

const none = { numPassedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

async function main(args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ordersaga-tally-'));
  try {
    const results: Results[] = [];
    let worst = 0;
    for (const [index, turn] of turns.entries()) {
      const tally = join(folder, String(index));
      const code = await jest([...turn, '--passWithNoTests', ...args], tally);
      if (code === undefined) return 130;
      results.push(resultsIn(tally) ?? { ...none, numFailedTests: code === 0 ? 0 : 1 });
      worst = Math.max(worst, code);
    }
    process.stdout.write(`\n${closingLine(...results)}\n`);
    return worst;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The exit code; undefined when it was interrupted, for which it is given the time it takes. */
function jest(args: readonly string[], tally: string): Promise<number | undefined> {
  const child = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, [tallyVariable]: tally },
  });
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      interrupted = true;
      child.kill(signal);
    });
  return new Promise((resolve) =>
    child.once('close', (code) => resolve(interrupted ? undefined : (code ?? 1))),
  );
}

/** Absent when the turn ended before it had results. */
function resultsIn(tally: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(tally, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
