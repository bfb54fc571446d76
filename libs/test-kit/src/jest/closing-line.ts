import { writeFileSync, writeSync } from 'node:fs';

/** What the closing line needs of Jest's results. */
export interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not even be run; their tests are not in `numFailedTests`. */
  readonly numRuntimeErrorTestSuites: number;
}

/** Names the file that takes the results in place of a line, for a run that is one of several. */
export const tallyVariable = 'CLOSING_LINE_TALLY';

/** Jest reporter: the run's last line is `N passed, N failed`, with `, N skipped` when there are any. */
export default class ClosingLine {
  onRunComplete(_contexts: unknown, results: Results): void {
    const tally = process.env[tallyVariable];
    if (tally) return writeFileSync(tally, JSON.stringify(partOf(results)));
    // At the very end: Jest's own summary and the teardown come after its reporters.
    process.once('exit', () => writeSync(process.stdout.fd, `\n${closingLine(results)}\n`));
  }
}

/** The line itself, for one run or several. A file that could not be run counts as one failure. */
export function closingLine(...runs: readonly Results[]): string {
  const sum = (count: (run: Results) => number): number => runs.reduce((total, run) => total + count(run), 0);
  const failed = sum((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
  const skipped = sum((run) => run.numPendingTests + run.numTodoTests);
  const line = `${sum((run) => run.numPassedTests)} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

function partOf(results: Results): Results {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
    results;
  return { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites };
}
