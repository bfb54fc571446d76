import type { OrderStatus } from './order';

/** An order's rule forbids what was asked. `code` tells which; nothing was changed. */
export abstract class OrderRuleError extends Error {
  abstract readonly code: string;
}

/** The order exists already. */
export class OrderAlreadyPlacedError extends OrderRuleError {
  readonly code = 'order-already-placed';
  constructor() {
    super('the order is placed already');
  }
}

/** There is no such order to change. */
export class OrderNotPlacedError extends OrderRuleError {
  readonly code = 'order-not-placed';
  constructor() {
    super('there is no such order');
  }
}

/** The order has its outcome: nothing can be changed any more. */
export class OrderDecidedError extends OrderRuleError {
  readonly code = 'order-decided';
  constructor(readonly status: OrderStatus) {
    super(`the order is ${status}, it cannot be changed any more`);
  }
}

/** The order isn't held, so there is nothing to confirm. */
export class OrderNotHeldError extends OrderRuleError {
  readonly code = 'order-not-held';
  constructor() {
    super('the order is not held, there is nothing to confirm');
  }
}

/** A product the catalogue does not know, and its place (from 0) when a list was asked for. */
export interface UnknownProduct {
  readonly position?: number;
  readonly productId: string;
}

/** Some of the products asked for are not in the catalogue. */
export class UnknownProductsError extends OrderRuleError {
  readonly code = 'unknown-products';
  constructor(readonly products: readonly UnknownProduct[]) {
    super(`not in the catalogue: ${products.map(({ productId }) => productId).join(', ')}`);
  }
}

/** An order is paid in one currency, its products are priced in several. */
export class MixedCurrenciesError extends OrderRuleError {
  readonly code = 'mixed-currencies';
  constructor(readonly currencies: readonly string[]) {
    super(`all products of an order must be priced in one currency, these are in ${currencies.join(', ')}`);
  }
}

/** A line's quantity is not a whole number from 1 to the largest allowed. */
export class QuantityOutOfRangeError extends OrderRuleError {
  readonly code = 'quantity-out-of-range';
  constructor(
    readonly productId: string,
    readonly quantity: number,
    readonly max: number,
  ) {
    super(`quantity of ${productId} must be a whole number from 1 to ${max}, not ${quantity}`);
  }
}

/** The order has no lines, or more than it may have. */
export class LineCountError extends OrderRuleError {
  readonly code = 'line-count';
  constructor(
    readonly count: number,
    readonly max: number,
  ) {
    super(`an order has 1 to ${max} products, not ${count}`);
  }
}

/** The total is more than can be counted exactly in minor units. */
export class TotalTooLargeError extends OrderRuleError {
  readonly code = 'total-too-large';
  constructor() {
    super('the total of the order is too large');
  }
}

/** The order has no line of that product. */
export class NoSuchLineError extends OrderRuleError {
  readonly code = 'no-such-line';
  constructor(readonly productId: string) {
    super(`the order has no ${productId}`);
  }
}

/** More was to be taken out than the line has. */
export class LineTooShortError extends OrderRuleError {
  readonly code = 'line-too-short';
  constructor(
    readonly productId: string,
    readonly has: number,
  ) {
    super(`the order has only ${has} of ${productId}`);
  }
}

/** The last line cannot be taken out: the order would be empty. */
export class LastLineError extends OrderRuleError {
  readonly code = 'last-line';
  constructor() {
    super('the last product cannot be removed; cancel the order instead');
  }
}
