import type { Counts } from './ledger';

/** A fault in the table. */
export interface Row extends Counts {
  readonly fault: string;
  /** How often it was injected. */
  readonly times: number;
  /** From when it was taken back until an order placed after that was completed: the longest; null when none was. */
  readonly seconds: number | null;
}

/** What was done, and how long it took until orders were completed again; undefined: they were not. */
export interface Recovery {
  readonly fault: string;
  readonly seconds: number | undefined;
}

/** A row for each fault, in the order in which they came first; what happened in between comes last. */
export function rowsOf(
  recoveries: readonly Recovery[],
  byFault: ReadonlyMap<string | undefined, Counts>,
): Row[] {
  const none: Counts = { accepted: 0, lost: 0, doubled: 0 };
  const rows = [...new Set(recoveries.map(({ fault }) => fault))].map((fault) => {
    const seconds = recoveries.filter((each) => each.fault === fault).map((each) => each.seconds);
    const longest = seconds.some((each) => each === undefined) ? null : Math.max(...(seconds as number[]));
    return { fault, times: seconds.length, seconds: longest, ...(byFault.get(fault) ?? none) };
  });
  const calm = byFault.get(undefined);
  return calm ? [...rows, { fault: 'in between', times: 0, seconds: null, ...calm }] : rows;
}

const columns = ['fault', 'times', 'back after', 'accepted', 'lost', 'doubled'];

/** The rows as a table of Markdown, with their sums. */
export function tableOf(rows: readonly Row[]): string[] {
  const sum = (pick: (row: Row) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const total: Row = {
    fault: 'together',
    times: sum(({ times }) => times),
    seconds: rows.reduce<number | null>((longest, { seconds }) => greater(longest, seconds), null),
    accepted: sum(({ accepted }) => accepted),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
  };
  const cells = [columns, ...[...rows, total].map(cellsOf)];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const [head = '', ...lines] = cells.map((row) => lineOf(row, widths));
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, `| ${rule.join(' | ')} |`, ...lines];
}

function greater(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.max(one, other);
}

function cellsOf({ fault, times, seconds, accepted, lost, doubled }: Row): string[] {
  const back = seconds === null ? (times > 0 ? 'never' : '') : `${seconds.toFixed(1)} s`;
  return [fault, times > 0 ? String(times) : '', back, String(accepted), String(lost), String(doubled)];
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
  );
  return `| ${padded.join(' | ')} |`;
}
