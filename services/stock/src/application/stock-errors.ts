/** There is no product of this id. */
export class ProductNotFoundError extends Error {
  readonly code = 'product-not-found';
  constructor(productId: string) {
    super(`there is no product ${productId}`);
    this.name = 'ProductNotFoundError';
  }
}

/** The id is taken: a product is catalogued once, then changed. */
export class ProductExistsError extends Error {
  readonly code = 'product-exists';
  constructor(productId: string) {
    super(`there is a product ${productId} already`);
    this.name = 'ProductExistsError';
  }
}

/** The idempotency key has been used for a different request. */
export class IdempotencyKeyReusedError extends Error {
  readonly code = 'idempotency-key-reused';
  constructor() {
    super('this Idempotency-Key was used for a different request');
    this.name = 'IdempotencyKeyReusedError';
  }
}
