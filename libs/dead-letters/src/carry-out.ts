import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision, Letter, LetterSource, Outcome } from './letter';
import { lineOf, nameOf, type Stop } from './selection';

/** What became of one letter that was decided about. */
export interface Result {
  readonly letter: Letter;
  /**
   * `failed`: it was tried and failed again. `waiting`: nobody has carried it out yet. `blocked`: nobody will before
   * something is decided about an earlier letter of its key.
   */
  readonly outcome: Outcome | 'failed' | 'waiting' | 'blocked';
  /** Why it failed again. */
  readonly error?: string;
  /** How many that were parked behind it followed, and how many still are. */
  readonly followed: number;
  readonly behind: number;
}

/** What is to be decided about letters, and how long to wait for it. */
export interface Order {
  readonly decision: Decision;
  readonly stops: readonly Stop[];
  /** Whether what is parked behind is meant, too. */
  readonly withParked: boolean;
  /** 0: don't wait. */
  readonly waitMs: number;
}

/** How often it is looked how far things are, milliseconds. */
const lookEveryMs = 500;

/**
 * Writes a decision down and waits until it is carried out, with all that follows from it, or the time is up. What
 * somebody else has just decided the same way is waited for, and not decided again.
 * @param progress told after each look how many of the letters are through
 * @throws NotReachableError
 */
export async function carryOut(
  source: LetterSource,
  { decision, stops, withParked, waitMs }: Order,
  progress: (done: number, of: number) => void,
): Promise<Result[]> {
  const decided = stops.flatMap(({ letter, behind }) => (withParked ? [letter, ...behind] : [letter]));
  await source.decide(
    decided.filter((letter) => letter.decision !== decision),
    decision,
  );
  const deadline = performance.now() + waitMs;
  const lines = new Set(stops.map(({ letter }) => lineOf(letter)));
  for (;;) {
    const open = new Map((await source.list()).map((letter) => [nameOf(letter), letter]));
    const moving = [...open.values()].filter(
      (letter) => letter.waitsFor === 'process' && isConcerned(letter, lines, decided),
    );
    progress(decided.filter((one) => open.get(nameOf(one))?.waitsFor !== 'process').length, decided.length);
    if (moving.length === 0 || performance.now() >= deadline)
      return stops.map((stop) => resultOf(source, stop, decision, open));
    await sleep(Math.min(lookEveryMs, Math.max(0, deadline - performance.now())));
  }
}

/** One that was decided about, or is of a key that goes on; messages without a key have nothing to do with each other. */
function isConcerned(letter: Letter, lines: ReadonlySet<string>, decided: readonly Letter[]): boolean {
  if (letter.key !== null) return lines.has(lineOf(letter));
  return decided.some((one) => nameOf(one) === nameOf(letter));
}

function resultOf(
  source: LetterSource,
  { letter, behind }: Stop,
  decision: Decision,
  open: ReadonlyMap<string, Letter>,
): Result {
  const left = behind.filter((one) => open.has(nameOf(one))).length;
  const counts = { followed: behind.length - left, behind: left };
  const now = open.get(nameOf(letter));
  if (now === undefined) return { letter, outcome: source.outcomeOf(letter, decision), ...counts };
  if (now.waitsFor === 'key') return { letter, outcome: 'blocked', ...counts };
  if (now.decision !== undefined) return { letter, outcome: 'waiting', ...counts };
  return { letter, outcome: 'failed', ...(now.error !== undefined && { error: now.error }), ...counts };
}
