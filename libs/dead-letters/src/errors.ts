/** A command line or an environment that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/** A database or Kafka is away, or does not let us. */
export class NotReachableError extends Error {
  readonly code = 'not-reachable';
  constructor(what: string, cause: unknown) {
    super(`${what}: ${reasonOf(cause)}`, { cause });
    this.name = 'NotReachableError';
  }
}

/** Some errors keep their reason in those they were made from. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/**
 * Does something with a server.
 * @throws NotReachableError naming what it was about
 */
export async function reaching<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NotReachableError ? error : new NotReachableError(what, error);
  }
}
