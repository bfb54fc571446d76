import type { Result } from './carry-out';
import type { Decision, LetterSource } from './letter';
import { letterJson } from './report-list';
import { counted, inColumns, onOneLine } from './text';

/** What became of letters of one source. */
export interface SourceResults {
  readonly source: LetterSource;
  readonly results: readonly Result[];
}

/** What became of each letter, for people. */
export function resultsText(all: readonly SourceResults[], decision: Decision): string {
  const rows = all.flatMap(({ source, results }) => results.map((result) => rowOf(source, result)));
  const done = all.flatMap(({ results }) => results).filter(isDone).length;
  const word = decision === 'replay' ? 'replayed' : 'discarded';
  return [...inColumns(rows), '', `${done} of ${rows.length} ${word}.`, ''].join('\n');
}

/** The same for programs. */
export function resultsJson(all: readonly SourceResults[], decision: Decision): string {
  const results = all
    .flatMap((one) => one.results)
    .map(({ letter, ...result }) => {
      const { decision: _before, error: _once, waitsFor: _waited, ...known } = letterJson(letter);
      return { ...known, ...result };
    });
  return `${JSON.stringify({ decision, done: results.every(isDone), results }, null, 2)}\n`;
}

/** Whether what was wanted has come about. */
export function isDone({ outcome }: Pick<Result, 'outcome'>): boolean {
  return outcome === 'replayed' || outcome === 'discarded';
}

function rowOf(source: LetterSource, result: Result): string[] {
  const { letter, outcome } = result;
  return [
    outcome,
    `${letter.kind} ${letter.source}`,
    letter.id,
    onOneLine(letter.topic),
    letter.key === null ? '-' : onOneLine(letter.key, 40),
    noteOn(source, result),
  ];
}

function noteOn({ carriedOutBy }: LetterSource, { outcome, error, followed, behind }: Result): string {
  const notes: Partial<Record<Result['outcome'], string>> = {
    failed: `again: ${onOneLine(error ?? 'no error told')}`,
    waiting: `the decision stands; it takes ${carriedOutBy}`,
    blocked: 'the decision stands; an earlier letter of its key has to be decided about first',
  };
  const parked = [
    ...(followed > 0 ? [`${counted(followed, 'message')} behind it went on`] : []),
    ...(behind > 0 ? [`${counted(behind, 'message')} still parked`] : []),
  ];
  return [notes[outcome], ...parked].filter((note) => note !== undefined).join('; ');
}
