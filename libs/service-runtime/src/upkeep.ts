import type { Stoppable } from './lifecycle';
import type { WarningLog } from './logger';

/** Work that is to be done now and then, and without which nothing is lost. */
export interface Upkeep {
  readonly round: () => Promise<unknown>;
  /** Said of a round that failed; the next one makes up for it. */
  readonly failure: string;
  readonly logger?: WarningLog | undefined;
  /** From one round to the next, milliseconds; default 10 minutes. */
  readonly everyMs?: number | undefined;
}

/** Does a round at once, then one now and then. `stop` waits for the round under way. */
export function startUpkeep({ round, failure, logger, everyMs = 600_000 }: Upkeep): Stoppable {
  let underWay = Promise.resolve();
  const begin = (): void => {
    underWay = round().then(
      () => undefined,
      (error: unknown) => logger?.warn({ err: error }, failure),
    );
  };
  begin();
  const timer = setInterval(begin, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return underWay;
    },
  };
}
