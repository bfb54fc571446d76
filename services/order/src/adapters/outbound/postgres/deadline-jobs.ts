import type { PoolClient } from 'pg';
import type PgBoss from 'pg-boss';
import type { Deadlines, DeadlineScope, DueDeadline } from '../../../application/ports/deadlines';
import { keeping, type DeadlineData } from './deadline-change';
import { createBoss, deadlineQueue, executing } from './deadline-queue';
import { inOrderTransaction, type OrderTransactionOptions } from './order-transaction';
import { sql } from './statements';

/**
 * Deadlines as jobs of pg-boss in Order's database. A job is taken, its order decided about and the job deleted in one
 * transaction: a crash at any point leaves it as it was, for any instance to take at once.
 */
export class DeadlineJobs implements Deadlines {
  private readonly boss: PgBoss;

  constructor(private readonly options: OrderTransactionOptions) {
    this.boss = createBoss(options.pool);
  }

  takeDue(
    most: number,
    work: (due: readonly DueDeadline[], scope: DeadlineScope) => Promise<void>,
  ): Promise<number> {
    return inOrderTransaction(this.options, async (orders, client) => {
      const due = await this.take(client, most);
      if (due.length === 0) return 0;
      await work(due, {
        loadOrders: (orderIds) => orders.loadOrders(orderIds),
        append: (changes) => orders.append(changes),
        set: async (deadlines) => {
          const values = [JSON.stringify(deadlines.map(keeping))];
          await client.query({ ...sql('set-deadlines'), values });
        },
      });
      return due.length;
    });
  }

  async putOff(id: string, reason: unknown): Promise<void> {
    const message = reason instanceof Error ? reason.message : String(reason);
    await this.boss.fail(deadlineQueue, id, { message });
  }

  /** They are deleted before the work begins, which may keep one of them anew. */
  private async take(client: PoolClient, most: number): Promise<DueDeadline[]> {
    const jobs = await this.fetch(client, most);
    const ids = jobs.map(({ id }) => id);
    if (ids.length > 0) await this.boss.deleteJob(deadlineQueue, ids, { db: executing(client) });
    return jobs.map(({ id, data }) => ({ ...data, id, at: new Date(data.at) }));
  }

  /** pg-boss keeps an error of this statement to itself and says that there are no jobs. */
  private async fetch(client: PoolClient, most: number): Promise<PgBoss.Job<DeadlineData>[]> {
    const failures: unknown[] = [];
    const db: PgBoss.Db = {
      executeSql: (text, values) =>
        client.query(text, values).catch((error: unknown) => {
          failures.push(error);
          throw error;
        }),
    };
    const jobs = await this.boss.fetch<DeadlineData>(deadlineQueue, { batchSize: most, priority: false, db });
    if (failures.length > 0) throw failures[0];
    return jobs;
  }
}
