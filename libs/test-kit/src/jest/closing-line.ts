import { writeSync } from 'node:fs';

/** What the closing line needs of Jest's results. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not even be run; their tests are not in `numFailedTests`. */
  readonly numRuntimeErrorTestSuites: number;
}

/** Jest reporter: the run's last line is `N passed, N failed`, with `, N skipped` when there are any. */
export default class ClosingLine {
  onRunComplete(_contexts: unknown, results: Results): void {
    // At the very end: Jest's own summary and the teardown come after its reporters.
    process.once('exit', () => writeSync(process.stdout.fd, `\n${closingLine(results)}\n`));
  }
}

/** The line itself. A file that could not be run counts as one failure. */
export function closingLine(results: Results): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  const line = `${results.numPassedTests} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
