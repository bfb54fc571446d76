import type { Letter } from './letter';
import type { Stop } from './selection';
import { ageOf, counted, inColumns, onOneLine } from './text';

const longestReason = 70;

/** What waits, for people: a line each, and how much it is. */
export function listText(stops: readonly Stop[], now: Date): string {
  if (stops.length === 0) return 'No dead letters.\n';
  const rows = stops.map(({ letter, behind }) => [
    `${letter.kind} ${letter.source}`,
    letter.id,
    onOneLine(letter.topic),
    letter.key === null ? '-' : onOneLine(letter.key, 40),
    ageOf(letter.since, now),
    String(behind.length),
    whyOf(letter),
  ]);
  const parked = stops.reduce((sum, { behind }) => sum + behind.length, 0);
  const total = `${counted(stops.length, 'dead letter')}, ${counted(parked, 'message')} parked behind.`;
  return [
    ...inColumns([['SOURCE', 'ID', 'TOPIC', 'KEY', 'AGE', 'BEHIND', 'WHY'], ...rows]),
    '',
    total,
    '',
  ].join('\n');
}

/** The same for programs. */
export function listJson(stops: readonly Stop[]): string {
  return `${JSON.stringify({ deadLetters: stops.map(stopJson) }, null, 2)}\n`;
}

/** A letter for programs. */
export function letterJson({ since, ...letter }: Letter) {
  return { ...letter, since: since.toISOString() };
}

function stopJson({ letter, behind }: Stop) {
  return { ...letterJson(letter), parkedBehind: behind.length };
}

function whyOf({ reason, error, decision }: Letter): string {
  const what = error === undefined ? reason : `${reason}: ${onOneLine(error)}`;
  const state = decision === undefined ? '' : `(to be ${decision === 'replay' ? 'replayed' : 'discarded'}) `;
  return onOneLine(state + what, longestReason);
}
