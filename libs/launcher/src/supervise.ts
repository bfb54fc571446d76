import { setTimeout as pause } from 'node:timers/promises';

/** Something that runs, may end by itself, and can be started again. */
export interface Supervised {
  readonly what: string;
  /** Resolves when it has ended, for whatever reason. */
  ended(): Promise<void>;
  /** Starts it again; rejects when that fails. */
  startAgain(): Promise<void>;
}

/** What a supervisor tells. */
export interface SupervisionHooks {
  /** Gets a line for each end and each start. */
  readonly report: (line: string) => void;
  /** Called after each start, when pids have changed. */
  readonly onChange: () => void;
}

/** Milliseconds: the first pause and the longest, and how long something must have run to count as well again. */
const timing = { firstPause: 250, longestPause: 15_000, calm: 30_000 };

/**
 * Starts things again when they end by themselves, each after a pause that grows with every failure in a row.
 * @returns a function that ends the supervision; call it before anything is stopped on purpose
 */
export function supervise(things: readonly Supervised[], hooks: SupervisionHooks): () => void {
  const over = new AbortController();
  for (const thing of things) void watch(thing, hooks, over.signal);
  return () => over.abort();
}

async function watch(thing: Supervised, hooks: SupervisionHooks, over: AbortSignal): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    const began = performance.now();
    await thing.ended();
    if (over.aborted) return;
    if (performance.now() - began > timing.calm) failures = 0;
    const rest = Math.min(timing.firstPause * 2 ** failures, timing.longestPause);
    hooks.report(`${thing.what} ended by itself; starting it again in ${rest} ms`);
    await pause(rest, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    try {
      await thing.startAgain();
      hooks.report(`${thing.what} is back`);
      hooks.onChange();
    } catch (error) {
      hooks.report(`${thing.what} did not start again: ${(error as Error).message}`);
    }
  }
}
