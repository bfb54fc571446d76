import { setTimeout as pause } from 'node:timers/promises';

/** Something that was waited for did not come; the message says how far it got. */
export class StuckError extends Error {
  readonly code = 'bench-stuck';
  constructor(what: string, complaint: string, trouble: readonly string[]) {
    super([`${complaint}: ${what}`, ...trouble].join('\n'));
    this.name = 'StuckError';
  }
}

/** How something is waited for, times in milliseconds. */
export interface Waiting {
  readonly signal: AbortSignal;
  /** Between two looks. */
  readonly every: number;
  /** Longest time without progress; 60 s unless told. */
  readonly patience?: number;
  /** Longest time in all; 10 minutes unless told. */
  readonly longest?: number;
  /** What is added to the error: the last complaints of the services, for instance. */
  readonly trouble?: () => readonly string[];
}

/**
 * Looks until there is nothing left to wait for. A look tells, in words, what is still missing; words that change are
 * progress.
 * @throws StuckError when the words stay the same for too long, or it takes too long in all
 */
export async function until(look: () => Promise<string | undefined>, waiting: Waiting): Promise<void> {
  const { signal, every, patience = 60_000, longest = 600_000, trouble = () => [] } = waiting;
  const begin = performance.now();
  let moved = begin;
  let before: string | undefined;
  for (;;) {
    const missing = await look();
    if (missing === undefined) return;
    const now = performance.now();
    if (missing !== before) moved = now;
    before = missing;
    if (now - moved > patience)
      throw new StuckError(missing, `nothing has moved for ${inSeconds(patience)}`, trouble());
    if (now - begin > longest)
      throw new StuckError(missing, `not done after ${inSeconds(longest)}`, trouble());
    await pause(every, undefined, { signal });
  }
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
