/** There is no such order, or there was none at the moment asked about. */
export class OrderNotFoundError extends Error {
  readonly code = 'order-not-found';
}

/**
 * An order's history has an event of a type, or of a version of its schema, that this release does not know: what the
 * order has come to can't be said, and nothing be decided about it. It stands still until a release knows the event.
 */
export class UnreadableHistoryError extends Error {
  readonly code = 'unreadable-history';
  constructor(
    readonly orderId: string,
    readonly event: { readonly version: number; readonly type: string; readonly schemaVersion: number },
  ) {
    const { version, type, schemaVersion } = event;
    const which = `version ${version}, ${type} (schema version ${schemaVersion})`;
    super(`the history of order ${orderId} has an event that this release cannot read: ${which}`);
    this.name = 'UnreadableHistoryError';
  }
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

/** The order is not, or is no longer, at a version that the request was made for. Nothing was done. */
export class VersionMismatchError extends Error {
  readonly code = 'version-mismatch';
  constructor(readonly version: number) {
    super(`the order is at version ${version}, which is not the one this request was made for`);
  }
}

/** The order was changed by others each time a change of it was about to be written. Nothing was done. */
export class ConcurrentChangeError extends Error {
  readonly code = 'concurrent-change';
  constructor() {
    super('others change this order at the same time, and this change was not made; try again');
  }
}

/** Orders were changed by others again and again while a reaction to them was written. Worth trying again. */
export class OrdersKeepChangingError extends Error {
  readonly code = 'orders-keep-changing';
  constructor(orderIds: readonly string[]) {
    super(`changed by others each time a reaction was written: ${orderIds.join(', ')}`);
  }
}
