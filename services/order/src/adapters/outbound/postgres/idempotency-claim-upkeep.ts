import { startUpkeep, type Stoppable, type WarningLog } from '@ordersaga/service-runtime';
import type { IdempotencyClaimTable } from './idempotency-claim-table';

/** How long a key is remembered, milliseconds: long enough for any client that still tries again. */
const keepMs = 24 * 60 * 60 * 1_000;

/**
 * Forgets old idempotency keys now and then, from start to stop. Every instance may do it; without it nothing is lost,
 * the table only grows.
 */
export function startIdempotencyClaimUpkeep(claims: IdempotencyClaimTable, logger: WarningLog): Stoppable {
  return startUpkeep({
    round: () => claims.forget(keepMs),
    failure: 'old idempotency keys could not be forgotten yet',
    logger,
  });
}
