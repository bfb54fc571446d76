import { join } from 'node:path';
import { loadSql, type Queryable } from '@ordersaga/postgres';
import { startUpkeep, type Stoppable, type WarningLog } from '@ordersaga/service-runtime';

const sql = loadSql(join(__dirname, '../../../../sql'));

/** How long a key is remembered, milliseconds: long enough for any client that still tries again. */
const keepMs = 24 * 60 * 60 * 1_000;

/**
 * Forgets old idempotency keys now and then, from start to stop. Every instance may do it; without it nothing is lost,
 * the table only grows.
 */
export function startKeyedRestockUpkeep(client: Queryable, logger: WarningLog): Stoppable {
  return startUpkeep({
    round: () =>
      client.query({ ...sql('forget-old-keyed-restocks'), values: [new Date(Date.now() - keepMs)] }),
    failure: 'old idempotency keys could not be forgotten yet',
    logger,
  });
}
