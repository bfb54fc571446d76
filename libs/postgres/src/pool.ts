import { Pool } from 'pg';

/** Where the database is, and how much of it one pool may take. */
export interface PoolOptions {
  readonly connectionString: string;
  /** Most connections at a time; default 10. */
  readonly max?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Longest run of one statement, milliseconds; none by default. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a connection, milliseconds; default 3000. */
  readonly connectTimeoutMs?: number;
  /** Hears of connections that broke while nothing was waiting on them. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** The server answers a timeout itself; the client gives up this much later (ms) when no answer comes at all. */
const answerGraceMs = 1_000;

/**
 * A pool that outlives its database: a lost connection is replaced on the next use and never ends the process, and
 * a database that is down fails a query within `connectTimeoutMs`, with an error that `isUnavailable` recognises.
 * int8 and xid8 values come back as strings, as pg's default is.
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 3_000,
    keepAlive: true,
    ...(options.applicationName !== undefined && { application_name: options.applicationName }),
    ...(options.statementTimeoutMs !== undefined && {
      statement_timeout: options.statementTimeoutMs,
      query_timeout: options.statementTimeoutMs + answerGraceMs,
    }),
  });
  const onLost = options.onConnectionLost ?? (() => undefined);
  // pg-pool listens only while a client is idle; one that breaks between two statements of a transaction would
  // otherwise raise an unhandled 'error' event. The next statement on it fails, which is how its user learns.
  pool.on('connect', (client) => client.on('error', onLost));
  pool.on('error', () => undefined);
  return pool;
}
