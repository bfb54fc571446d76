import type { ConnectionFailedError } from './connection-failed-error';
import type { OverloadedError } from './overloaded-error';

/** Our own errors that say so. */
const unavailableCodes = new Set<string>(['CONNECTION_FAILED', 'DATABASE_OVERLOADED'] satisfies (
  ConnectionFailedError | OverloadedError
)['code'][]);

/** SQLSTATEs that speak of the server's state and not of the statement (PostgreSQL manual, appendix A). */
const unavailableStates = new Set([
  '25006', // read-only: a standby, or a primary that was demoted
  '25P03', // the transaction's client was silent for too long, so the server has ended the session
  '42501', // no permission: our statements are fixed, so no message can be why; it waits for its grants
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '55P03', // a lock was not to be had in time: another transaction's doing
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now: starting up or recovering
  '57P04', // the database was dropped
  '57P05', // idle session timeout
  '58030', // I/O error
]);

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The drivers, pg and TypeORM, give these errors no code. The last two: our own pool is closed, for the process ends. */
const driverComplaints = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
  'Driver not Connected',
];

/**
 * Whether an error means that the database can't be used just now: worth waiting for, and no fault of the statement.
 * Anything that keeps us from connecting is; of the errors of statements those that no data can bring about. Looks
 * through wrapped errors (`cause`, TypeORM's `driverError`, the parts of an AggregateError).
 */
export function isUnavailable(error: unknown): boolean {
  return causes(error).some(
    ({ code, message }) =>
      (code !== undefined &&
        (code.startsWith('08') ||
          unavailableCodes.has(code) ||
          unavailableStates.has(code) ||
          unreachable.has(code))) ||
      (code === undefined && driverComplaints.some((complaint) => message.startsWith(complaint))),
  );
}

/** The codes of an error and of everything it wraps, the outermost first: SQLSTATEs and the system's own. */
export function errorCodes(error: unknown): string[] {
  return causes(error).flatMap(({ code }) => code ?? []);
}

/** Whether an error is a broken unique or primary key; of that constraint only, when one is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return causes(error).some(
    (cause) => cause.code === '23505' && (constraint === undefined || cause.constraint === constraint),
  );
}

interface Cause {
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly message: string;
}

/** An error with everything it wraps; bounded, for causes may run in a circle. */
function causes(error: unknown, depth = 0): Cause[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const fields = error as Record<string, unknown>;
  const inner = [
    fields['cause'],
    fields['driverError'],
    ...(Array.isArray(fields['errors']) ? (fields['errors'] as unknown[]) : []),
  ];
  const own = {
    code: text(fields['code']),
    constraint: text(fields['constraint']),
    message: text(fields['message']) ?? '',
  };
  return [own, ...inner.flatMap((cause) => causes(cause, depth + 1))];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
