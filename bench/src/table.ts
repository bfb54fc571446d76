import type { Figure } from './figure';
import type { Outcome } from './outcome';

const headings = ['name', 'value', 'reference', 'ratio', 'target', 'met', 'runs'];

/** The table for people, as lines. */
export function tableOf(outcomes: readonly Outcome[]): string[] {
  const rows = [headings, ...outcomes.flatMap(rowsOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => layOut(row, widths));
  return [...lines, ...outcomes.flatMap(remarksOf)];
}

function rowsOf(outcome: Outcome): string[][] {
  if ('figures' in outcome) return outcome.figures.map(rowOf);
  return [[outcome.name, 'failed', '', '', '', 'no', '']];
}

function rowOf(figure: Figure): string[] {
  const { name, value, unit, reference, referenceUnit = unit, ratio, target, wanted, met, runs } = figure;
  return [
    name,
    `${readable(value)} ${unit}`,
    reference === null ? '' : `${readable(reference)} ${referenceUnit}`,
    ratio === null ? '' : readable(ratio),
    `${wanted === 'at-least' ? '≥' : '≤'} ${target}${ratio === null ? ` ${unit}` : ''}`,
    met ? 'yes' : 'no',
    spreadOf(runs),
  ];
}

/** From the smallest to the largest of the repetitions. */
function spreadOf(runs: readonly number[]): string {
  const [least, most] = [readable(Math.min(...runs)), readable(Math.max(...runs))];
  return least === most ? least : `${least} to ${most}`;
}

/** Notes, and the failures in full. */
function remarksOf(outcome: Outcome): string[] {
  if ('failure' in outcome) return ['', `${outcome.name} failed: ${outcome.failure.message}`];
  const noted = outcome.figures.filter(({ note }) => note !== undefined);
  return noted.map(({ name, note }) => `${name}: ${note}`);
}

/** Names to the left, everything that is compared down a column to the right. */
function layOut(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number),
  );
  return cells.join('  ').trimEnd();
}

/** Three digits that count, or all those before the point. */
function readable(number: number): string {
  const digits = Math.abs(number) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return number.toLocaleString('en-US', digits);
}
