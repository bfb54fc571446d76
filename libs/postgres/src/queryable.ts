import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** What runs a statement: a pool, a pooled client or a client of its own. */
export interface Queryable {
  query<R extends QueryResultRow>(
    statement: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<R>>;
}
