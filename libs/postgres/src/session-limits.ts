/** Settings of pg for a session, milliseconds; those left out have no limit. */
export interface SessionLimits {
  readonly idle_in_transaction_session_timeout: number;
  readonly lock_timeout?: number;
  readonly statement_timeout?: number;
  readonly query_timeout?: number;
}

/** Far longer than any work of ours pauses between two statements of a transaction. */
const longestSilenceMs = 5_000;

/** The server answers a timeout itself; the client gives up this much later (ms) when no answer comes at all. */
const answerGraceMs = 1_000;

/**
 * The limits of a session, given the longest run of one statement. The server ends a transaction whose client has
 * gone silent, a host that died say, after 5 s or half a statement's time. A wait for a lock outlasts that, so it gets
 * the locks such a transaction leaves; yet it ends before the statement's time is up, as 55P03 and not as 57014: it
 * tells of somebody else and not of the statement. Without a statement timeout locks are waited for without limit.
 */
export function sessionLimits(statementTimeoutMs?: number): SessionLimits {
  if (statementTimeoutMs === undefined) return { idle_in_transaction_session_timeout: longestSilenceMs };
  return {
    idle_in_transaction_session_timeout: Math.min(longestSilenceMs, Math.ceil(statementTimeoutMs / 2)),
    lock_timeout: Math.ceil(statementTimeoutMs * 0.8),
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
  };
}
