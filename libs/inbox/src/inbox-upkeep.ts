import type { Queryable } from '@ordersaga/postgres';
import { startUpkeep, type Stoppable, type WarningLog } from '@ordersaga/service-runtime';
import { maintainInbox, type InboxRetention } from './maintain-inbox';

/** How to keep an inbox, and how often. */
export interface InboxUpkeepOptions extends InboxRetention {
  readonly client: Queryable;
  /** Pause between two rounds, milliseconds; default 10 minutes. */
  readonly everyMs?: number;
  readonly logger?: WarningLog;
}

/**
 * Maintains the inbox now and then, from start to stop. Every instance of a service may run it; without it nothing is
 * lost, the inbox only grows. `stop` waits for the round under way.
 */
export function startInboxUpkeep(options: InboxUpkeepOptions): Stoppable {
  const { client, everyMs, logger } = options;
  return startUpkeep({
    round: () => maintainInbox(client, options),
    failure: 'the inbox could not be maintained; will try again',
    ...{ everyMs, logger },
  });
}
