import {
  conflict,
  notFound,
  preconditionFailed,
  sentenceOf,
  unprocessable,
  type Problem,
} from '@ordersaga/http-edge';
import {
  ConcurrentChangeError,
  IdempotencyKeyReusedError,
  OrderNotFoundError,
  RequestInProgressError,
  UnreadableHistoryError,
  VersionMismatchError,
} from '../../../application/errors';
import {
  LastLineError,
  NoSuchLineError,
  OrderDecidedError,
  OrderNotHeldError,
  OrderRuleError,
  UnknownProductsError,
} from '../../../domain/order-errors';

const absent = [OrderNotFoundError, NoSuchLineError];
const stateForbids = [OrderDecidedError, OrderNotHeldError, LastLineError, ConcurrentChangeError];
const cannotBeDone = [IdempotencyKeyReusedError, OrderRuleError];

/** The answers to the application's errors. */
export function orderProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const isOneOf = (classes: readonly (abstract new (...args: never[]) => Error)[]): boolean =>
    classes.some((known) => error instanceof known);
  if (error instanceof RequestInProgressError) return inProgress(error);
  if (error instanceof UnreadableHistoryError) return unreadableHistory(error);
  if (error instanceof UnknownProductsError) return unknownProducts(error);
  if (error instanceof VersionMismatchError) return preconditionFailed(sentenceOf(error)).problem;
  if (isOneOf(absent)) return notFound(sentenceOf(error)).problem;
  if (isOneOf(stateForbids)) return conflict(sentenceOf(error)).problem;
  if (isOneOf(cannotBeDone)) return unprocessable(sentenceOf(error)).problem;
  return undefined;
}

function unknownProducts(error: UnknownProductsError): Problem {
  const faults = error.products.map(({ position, productId }) => ({
    path: position === undefined ? 'productId' : `items.${position}.productId`,
    message: `there is no product ${productId}`,
  }));
  return unprocessable(sentenceOf(error), faults).problem;
}

/** The client has done nothing wrong, and trying again does not help before another release is there. */
function unreadableHistory(error: UnreadableHistoryError): Problem {
  const { code, orderId, event } = error;
  return {
    type: '/problems/unreadable-history',
    ...{ status: 500, title: 'Internal Server Error', detail: sentenceOf(error) },
    extensions: { code, orderId, version: event.version },
  };
}

function inProgress(error: RequestInProgressError): Problem {
  const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  return { ...conflict(sentenceOf(error)).problem, headers: { 'Retry-After': String(seconds) } };
}
