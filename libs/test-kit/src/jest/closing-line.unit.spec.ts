import { closingLine } from './closing-line';

const results = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the closing line', () => {
  it('leaves out what there is none of', () => {
    expect(closingLine(results)).toBe('7 passed, 0 failed');
  });

  it('counts a file that could not be run as a failure', () => {
    expect(closingLine({ ...results, numFailedTests: 1, numRuntimeErrorTestSuites: 2 })).toBe(
      '7 passed, 3 failed',
    );
  });

  it('counts skipped and planned tests together', () => {
    expect(closingLine({ ...results, numPendingTests: 1, numTodoTests: 1 })).toBe(
      '7 passed, 0 failed, 2 skipped',
    );
  });

  it('adds up runs that are parts of one', () => {
    const other = { ...results, numPassedTests: 3, numPendingTests: 2 };
    expect(closingLine(results, other)).toBe('10 passed, 0 failed, 2 skipped');
  });
});
