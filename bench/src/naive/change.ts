import type { Pool } from 'pg';
import type { NaiveMessage } from './messages';

/** A message, and where it goes. */
export interface Announcement {
  readonly topic: string;
  readonly message: NaiveMessage;
}

const insertIntoOutbox = 'INSERT INTO outbox (topic, key, payload) VALUES ($1, $2, $3)';

/**
 * Changes something and announces it, in one transaction: BEGIN, the change, the outbox row, COMMIT.
 * @param enough how many rows the change has to touch; with fewer nothing happens
 * @returns whether it happened
 */
export async function change(
  pool: Pool,
  statement: { readonly text: string; readonly values: readonly unknown[] },
  announcement?: Announcement,
  enough = 1,
): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query(statement.text, [...statement.values]);
    if ((rowCount ?? 0) < enough) {
      await client.query('ROLLBACK');
      return false;
    }
    if (announcement) {
      const { topic, message } = announcement;
      await client.query(insertIntoOutbox, [topic, message.orderId, JSON.stringify(message)]);
    }
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
