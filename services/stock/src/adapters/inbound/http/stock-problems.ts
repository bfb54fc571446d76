import { conflict, notFound, sentenceOf, unprocessable, type Problem } from '@ordersaga/http-edge';
import {
  IdempotencyKeyReusedError,
  ProductExistsError,
  ProductNotFoundError,
} from '../../../application/stock-errors';

/** The answers to the application's errors. */
export function stockProblem(error: unknown): Problem | undefined {
  if (error instanceof ProductNotFoundError) return notFound(sentenceOf(error)).problem;
  if (error instanceof ProductExistsError) return conflict(sentenceOf(error)).problem;
  if (error instanceof IdempotencyKeyReusedError) return unprocessable(sentenceOf(error)).problem;
  return undefined;
}
