import { Pool } from 'pg';
import { plannedOnce } from './plan-once';
import { PooledClient } from './pooled-client';
import { sessionLimits } from './session-limits';

/** Where the database is, and how much of it one pool may take. */
export interface PoolOptions {
  readonly connectionString: string;
  /** Most connections at a time; default 10. */
  readonly max?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Longest run of one statement, milliseconds; none by default. Locks are waited for a little less. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a connection, milliseconds; default 3000. */
  readonly connectTimeoutMs?: number;
  /** Plans each prepared statement once a connection, by index: see `plannedOnce`. Default false. */
  readonly planOnce?: boolean;
  /** Hears of connections that broke while nothing was waiting on them. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * A pool that outlives its database: a lost connection is replaced on the next use and never ends the process, and
 * a database that is down fails a query within `connectTimeoutMs`, with an error that `isUnavailable` recognises.
 * Its own transactions must not pause for 5 s between two statements (see `sessionLimits`): the server ends them.
 * Statements that are asked for on one connection without waiting go out at once, and are worked on in their order.
 * int8 and xid8 values come back as strings, as pg's default is.
 */
export function createPool(options: PoolOptions): Pool {
  const { connectionString, planOnce = false } = options;
  const pool = new Pool({
    connectionString: planOnce ? plannedOnce(connectionString) : connectionString,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 3_000,
    keepAlive: true,
    pipeline: true,
    ...(options.applicationName !== undefined && { application_name: options.applicationName }),
    ...sessionLimits(options.statementTimeoutMs),
    Client: PooledClient,
  });
  const onLost = options.onConnectionLost ?? (() => undefined);
  // pg-pool listens only while a client is idle; one that breaks between two statements of a transaction would
  // otherwise raise an unhandled 'error' event. The next statement on it fails, which is how its user learns.
  pool.on('connect', (client) => client.on('error', onLost));
  pool.on('error', () => undefined);
  return pool;
}
