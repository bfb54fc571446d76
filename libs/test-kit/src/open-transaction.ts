import type { Pool, PoolClient } from 'pg';

/**
 * A stranger's transaction, open for as long as a test likes: sessions of a pool else end one that is silent for some
 * seconds. To be ended by COMMIT or ROLLBACK, and released.
 */
export async function openTransaction(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
  return client;
}
