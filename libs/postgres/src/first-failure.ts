import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { errorCodes } from './error-classification';
import type { Queryable } from './queryable';

/** Postgres works on nothing more in a transaction in which a statement has failed. */
const inFailedTransaction = '25P02';

/**
 * A transaction's connection that remembers which statement failed first. Of several that were sent at once the later
 * ones only tell that the transaction has failed, and which of their errors is heard first depends on who waits how.
 */
export class FirstFailure implements Queryable {
  private first: { readonly error: unknown } | undefined;

  constructor(private readonly client: Queryable) {}

  async query<R extends QueryResultRow>(
    statement: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<R>> {
    try {
      return await this.client.query<R>(statement, values);
    } catch (error) {
      this.first ??= { error };
      throw error;
    }
  }

  /** The error that led to this one: the first failure when this one only speaks of the transaction, else itself. */
  behind(error: unknown): unknown {
    return this.first && errorCodes(error).includes(inFailedTransaction) ? this.first.error : error;
  }
}
