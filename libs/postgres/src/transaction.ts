import type { Pool, PoolClient } from 'pg';

/** The work swallowed a failed statement: Postgres answered COMMIT with a rollback, nothing was written. */
export class TransactionAbortedError extends Error {
  readonly code = 'TRANSACTION_ABORTED';
  override readonly name = 'TransactionAbortedError';

  constructor() {
    super('a statement of this transaction had failed, so its commit became a rollback');
  }
}

/**
 * Runs the work in one transaction on one connection: commits when it resolves, rolls back when it rejects. A
 * connection that can't even roll back is thrown away, not returned to the pool.
 *
 * When the connection breaks during COMMIT itself nobody can tell whether the transaction took place; that error
 * comes through as it is, so the work must be safe to repeat.
 * @throws whatever the work throws
 * @throws TransactionAbortedError when the work resolved although one of its statements had failed
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const answer = await client.query('COMMIT');
    if (answer.command === 'ROLLBACK') throw new TransactionAbortedError();
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
