import { conflict, notFound, unavailable, unprocessable, type Problem } from '@ordersaga/http-edge';
import {
  IdempotencyKeyReusedError,
  ProductExistsError,
  ProductNotFoundError,
} from '../../../application/stock-errors';

/**
 * The answers to the application's errors.
 * @param isUnavailable tells whether an error means that the database is away
 */
export function stockProblems(isUnavailable: (error: unknown) => boolean) {
  return (error: unknown): Problem | undefined => {
    if (error instanceof ProductNotFoundError) return notFound(sentence(error)).problem;
    if (error instanceof ProductExistsError) return conflict(sentence(error)).problem;
    if (error instanceof IdempotencyKeyReusedError) return unprocessable(sentence(error)).problem;
    if (isUnavailable(error)) return unavailable('The database does not answer; try again shortly.').problem;
    return undefined;
  };
}

function sentence({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
