/** There is no such order, or there was none at the moment asked about. */
export class OrderNotFoundError extends Error {
  readonly code = 'order-not-found';
}

/** The idempotency key came before, with another request. Nothing was done. */
export class IdempotencyKeyReusedError extends Error {
  readonly code = 'idempotency-key-reused';
  constructor() {
    super('this idempotency key came with another request before; use a new key for a new request');
  }
}

/** An equal request with the same idempotency key is still running, or died a moment ago. Nothing was done. */
export class RequestInProgressError extends Error {
  readonly code = 'request-in-progress';
  constructor(readonly retryAfterMs: number) {
    super('a request with this idempotency key is still running; ask again for its answer');
  }
}

/** Orders were changed by others again and again while a reaction to them was written. Worth trying again. */
export class OrdersKeepChangingError extends Error {
  readonly code = 'orders-keep-changing';
  constructor(orderIds: readonly string[]) {
    super(`changed by others each time a reaction was written: ${orderIds.join(', ')}`);
  }
}
