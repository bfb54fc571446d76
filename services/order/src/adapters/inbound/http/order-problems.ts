import { conflict, notFound, sentenceOf, unprocessable, type Problem } from '@ordersaga/http-edge';
import {
  IdempotencyKeyReusedError,
  OrderNotFoundError,
  RequestInProgressError,
} from '../../../application/errors';
import { OrderDecidedError, OrderRuleError, UnknownProductsError } from '../../../domain/order-errors';

/** The answers to the application's errors. */
export function orderProblem(error: unknown): Problem | undefined {
  if (error instanceof OrderNotFoundError) return notFound(sentenceOf(error)).problem;
  if (error instanceof RequestInProgressError) return inProgress(error);
  if (error instanceof IdempotencyKeyReusedError) return unprocessable(sentenceOf(error)).problem;
  if (error instanceof UnknownProductsError) return unknownProducts(error);
  if (error instanceof OrderDecidedError) return conflict(sentenceOf(error)).problem;
  if (error instanceof OrderRuleError) return unprocessable(sentenceOf(error)).problem;
  return undefined;
}

function unknownProducts(error: UnknownProductsError): Problem {
  const faults = error.products.map(({ position, productId }) => ({
    path: `items.${position}.productId`,
    message: `there is no product ${productId}`,
  }));
  return unprocessable(sentenceOf(error), faults).problem;
}

function inProgress(error: RequestInProgressError): Problem {
  const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  return { ...conflict(sentenceOf(error)).problem, headers: { 'Retry-After': String(seconds) } };
}
