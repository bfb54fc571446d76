/** The projection's store does not answer: nothing is wrong with the request or the message, wait and try again. */
export class StoreUnavailableError extends Error {
  readonly code = 'store-unavailable';
  constructor(store: string, cause: unknown) {
    super(`${store} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StoreUnavailableError';
  }
}

/** Whether an error means that the store is away: a consumer waits for it, a query answers 503. */
export function isStoreUnavailable(error: unknown): error is StoreUnavailableError {
  return error instanceof StoreUnavailableError;
}
