import { unavailable, type Problem } from '@ordersaga/http-edge';
import { isStoreUnavailable } from './store-unavailable-error';
import { NotCaughtUpError } from './wait-for';

/** The answers to what can go wrong with a query here: 503 with `Retry-After` while behind or without its store. */
export function queryProblem(error: unknown): Problem | undefined {
  if (error instanceof NotCaughtUpError)
    return unavailable(`The projection is not that far yet: ${error.message}.`).problem;
  if (isStoreUnavailable(error))
    return unavailable('What this answer comes from does not answer itself at the moment.').problem;
  return undefined;
}
