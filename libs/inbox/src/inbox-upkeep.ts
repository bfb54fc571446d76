import type { Queryable } from '@ordersaga/postgres';
import { maintainInbox, type InboxRetention } from './maintain-inbox';

/** Hears of a round that failed; the next one makes up for it. */
export interface InboxUpkeepLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface InboxUpkeepOptions extends InboxRetention {
  readonly client: Queryable;
  /** Pause between two rounds, milliseconds; default 10 minutes. */
  readonly everyMs?: number;
  readonly logger?: InboxUpkeepLogger;
}

/**
 * Maintains the inbox now and then, from start to stop. Every instance of a service may run it; without it nothing is
 * lost, the inbox only grows. `stop` waits for the round under way.
 */
export function startInboxUpkeep(options: InboxUpkeepOptions): { stop(): Promise<void> } {
  const { client, everyMs = 600_000, logger } = options;
  let round = Promise.resolve();
  const maintain = (): void => {
    round = maintainInbox(client, options).then(
      () => undefined,
      (error: unknown) => logger?.warn({ err: error }, 'the inbox could not be maintained; will try again'),
    );
  };
  maintain();
  const timer = setInterval(maintain, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return round;
    },
  };
}
