import { conflict, notFound, unavailable, unprocessable, type Problem } from '@ordersaga/http-edge';
import {
  IdempotencyKeyReusedError,
  OrderNotFoundError,
  RequestInProgressError,
} from '../../../application/errors';
import { OrderDecidedError, OrderRuleError, UnknownProductsError } from '../../../domain/order-errors';

/**
 * The answers to the application's errors.
 * @param isUnavailable tells whether an error means that the database is away
 */
export function orderProblems(isUnavailable: (error: unknown) => boolean) {
  return (error: unknown): Problem | undefined => {
    if (error instanceof OrderNotFoundError) return notFound(sentence(error)).problem;
    if (error instanceof RequestInProgressError) return inProgress(error);
    if (error instanceof IdempotencyKeyReusedError) return unprocessable(sentence(error)).problem;
    if (error instanceof UnknownProductsError) return unknownProducts(error);
    if (error instanceof OrderDecidedError) return conflict(sentence(error)).problem;
    if (error instanceof OrderRuleError) return unprocessable(sentence(error)).problem;
    if (isUnavailable(error)) return unavailable('The database does not answer; try again shortly.').problem;
    return undefined;
  };
}

function unknownProducts(error: UnknownProductsError): Problem {
  const faults = error.products.map(({ position, productId }) => ({
    path: `items.${position}.productId`,
    message: `there is no product ${productId}`,
  }));
  return unprocessable(sentence(error), faults).problem;
}

function inProgress(error: RequestInProgressError): Problem {
  const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  return { ...conflict(sentence(error)).problem, headers: { 'Retry-After': String(seconds) } };
}

function sentence({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
