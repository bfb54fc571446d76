import type { Queryable } from '@ordersaga/postgres';
import PgBoss from 'pg-boss';

/** The queue of pg-boss that deadlines are jobs of; `set_deadlines` knows it by the same name. */
export const deadlineQueue = 'order-deadlines';

/**
 * pg-boss on a pool of ours. Nothing of it runs by itself: jobs are taken, decided about and deleted in one transaction,
 * so that none is ever left behind half-done for its maintenance to find.
 */
export function createBoss(client: Queryable): PgBoss {
  return new PgBoss({ db: executing(client), supervise: false, schedule: false });
}

/**
 * Brings pg-boss' own schema up to date and makes the queue. To be called in turns: pg-boss 10 makes a queue by
 * inserting it and then locking its table, so two that make one at the same time are a deadlock.
 */
export async function installDeadlineQueue(client: Queryable): Promise<void> {
  const boss = createBoss(client);
  await boss.start();
  await boss.createQueue(deadlineQueue);
  await boss.stop({ graceful: false });
}

/** Runs the statements of pg-boss where ours run. */
export function executing(client: Queryable): PgBoss.Db {
  return { executeSql: (text, values) => client.query(text, values) };
}
