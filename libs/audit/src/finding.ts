/** What the audit found about one of the statements that always hold. */
export interface Finding {
  /** The statement's number, from 1. */
  readonly statement: number;
  readonly title: string;
  /** What was looked at, e.g. `200 orders: 120 completed, 80 failed`. */
  readonly figure: string;
  /** One line for each violation, naming the order, product or message. None: the statement holds. */
  readonly faults: readonly string[];
}
