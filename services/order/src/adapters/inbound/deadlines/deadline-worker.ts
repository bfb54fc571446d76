import { setTimeout as pause } from 'node:timers/promises';
import type { Stoppable } from '@ordersaga/service-runtime';

/** What looking after deadlines needs. */
export interface DeadlineWorkerOptions {
  /** Works on deadlines that have come; true when there may be more to do at once. */
  readonly round: () => Promise<boolean>;
  /** From one look to the next, milliseconds; default 2000. So late a deadline may be noticed. */
  readonly everyMs?: number;
  readonly logger: {
    warn(fields: Record<string, unknown>, message: string): void;
    info(fields: Record<string, unknown>, message: string): void;
  };
}

/** Looks for deadlines that have come, from start to stop. `stop` waits for the round under way. */
export function startDeadlineWorker(options: DeadlineWorkerOptions): Stoppable {
  const stopping = new AbortController();
  const ended = run(options, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** Whatever fails is tried again at the next look; the log hears of the first failure, and of the end of them. */
async function run(
  { round, everyMs = 2_000, logger }: DeadlineWorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    let more = false;
    try {
      more = await round();
      if (failing) logger.info({}, 'deadlines of orders are seen to again');
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, 'deadlines of orders have to wait');
      failing = true;
    }
    if (!more) await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
