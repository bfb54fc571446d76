import { unavailable, type Problem } from '@ordersaga/http-edge';
import { NotCaughtUpError } from './wait-for';

/** The answer to a query that waited in vain: 503 with `Retry-After`. */
export function queryProblem(error: unknown): Problem | undefined {
  if (error instanceof NotCaughtUpError)
    return unavailable(`The projection is not that far yet: ${error.message}.`).problem;
  return undefined;
}
