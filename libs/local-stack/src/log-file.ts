import { openSync, readFileSync, renameSync } from 'node:fs';

/** Opens a server's log for this run and keeps that of the run before as `<file>.1`. */
export function openLog(file: string): number {
  try {
    renameSync(file, `${file}.1`);
  } catch {
    // the first run
  }
  return openSync(file, 'a');
}

/** The last lines of a log, or a word about its absence. */
export function tailOf(file: string, lines = 25): string {
  try {
    return (
      readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') || '(nothing was written)'
    );
  } catch {
    return '(there is no such file)';
  }
}
