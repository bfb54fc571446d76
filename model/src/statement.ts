/** The statements of what always holds, by their numbers in the design. */
export type Statement = 1 | 2 | 3 | 4 | 5 | 6;

/** A statement does not hold. */
export class BrokenStatementError extends Error {
  readonly code = 'broken-statement';
  constructor(
    readonly statement: Statement,
    detail: string,
  ) {
    super(`statement ${statement} does not hold: ${detail}`);
  }
}

/** @throws BrokenStatementError when the condition is false */
export function holds(statement: Statement, condition: boolean, otherwise: () => string): void {
  if (!condition) throw new BrokenStatementError(statement, otherwise());
}

/** Whether two values look the same when they are written down; `undefined` members count as left out. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
