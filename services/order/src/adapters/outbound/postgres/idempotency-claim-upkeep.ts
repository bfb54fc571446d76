import type { Journal } from '../../../application/ports/surroundings';
import type { IdempotencyClaimTable } from './idempotency-claim-table';

/** How long a key is remembered: long enough for any client that still tries again. */
const keepMs = 24 * 60 * 60 * 1_000;

/**
 * Forgets old idempotency keys now and then, from start to stop. Every instance may do it; without it nothing is lost,
 * the table only grows.
 */
export function startIdempotencyClaimUpkeep(
  claims: IdempotencyClaimTable,
  journal: Journal,
  everyMs = 10 * 60 * 1_000,
): { stop(): Promise<void> } {
  let round = Promise.resolve();
  const forget = (): void => {
    round = claims
      .forget(keepMs)
      .catch((error: unknown) =>
        journal.warn({ err: error }, 'old idempotency keys could not be forgotten yet'),
      );
  };
  forget();
  const timer = setInterval(forget, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return round;
    },
  };
}
