/**
 * No connection could be made: nobody answers, the server refuses us, or it has no such database. The work has not
 * begun, so this never speaks of it. The driver's error is the cause.
 */
export class ConnectionFailedError extends Error {
  readonly code = 'CONNECTION_FAILED';
  override readonly name = 'ConnectionFailedError';

  constructor(cause: unknown) {
    super(`cannot connect to Postgres: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
