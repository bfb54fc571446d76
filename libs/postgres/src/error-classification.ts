/** SQLSTATEs that speak of the server's state and not of the statement (PostgreSQL manual, appendix A). */
const unavailableStates = new Set([
  '25006', // read-only: a standby, or a primary that was demoted
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now: starting up or recovering
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

/** pg gives these errors no code. */
const driverComplaints =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Whether an error means that the database can't be used just now, by anybody: worth waiting for, and no fault of the
 * statement. Looks through wrapped errors (`cause`, TypeORM's `driverError`, the parts of an AggregateError).
 */
export function isUnavailable(error: unknown): boolean {
  return causes(error).some(
    ({ code, message }) =>
      (code !== undefined &&
        (code.startsWith('08') || unavailableStates.has(code) || unreachable.has(code))) ||
      (code === undefined && driverComplaints.test(message)),
  );
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
