/** The statements could not be checked: a server is away, or answers what it should not. Says nothing of what holds. */
export class NotCheckedError extends Error {
  readonly code = 'not-checked';
  constructor(what: string, cause: unknown) {
    super(`${what}: ${reasonOf(cause)}`, { cause });
    this.name = 'NotCheckedError';
  }
}

/** Some errors keep their reason in those they were made from. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.message === 'fetch failed' && error.cause !== undefined
    ? reasonOf(error.cause)
    : error.message;
}

/**
 * Runs a part of the audit.
 * @throws NotCheckedError naming what it was about
 */
export async function checking<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NotCheckedError ? error : new NotCheckedError(what, error);
  }
}
