import { join } from 'node:path';
import { loadSql, type Queryable } from '@ordersaga/postgres';

const sql = loadSql(join(__dirname, '../../../../sql'));

/** How long a key is remembered, milliseconds: long enough for any client that still tries again. */
const keepMs = 24 * 60 * 60 * 1_000;

/** Hears of a round that failed; the next one makes up for it. */
interface UpkeepLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

/**
 * Forgets old idempotency keys now and then, from start to stop. Every instance may do it; without it nothing is lost,
 * the table only grows.
 */
export function startKeyedRestockUpkeep(
  client: Queryable,
  logger: UpkeepLogger,
  everyMs = 10 * 60 * 1_000,
): { stop(): Promise<void> } {
  let round = Promise.resolve();
  const forget = (): void => {
    const values = [new Date(Date.now() - keepMs)];
    round = client.query({ ...sql('forget-old-keyed-restocks'), values }).then(
      () => undefined,
      (error: unknown) => logger.warn({ err: error }, 'old idempotency keys could not be forgotten yet'),
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
