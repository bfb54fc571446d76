import type { RequestHandler, Response } from 'express';
import type { Logger } from '@ordersaga/service-runtime';
import { correlationOf } from './correlate';
import { unavailable } from './problem';
import { sendProblem } from './send-problem';

const givenUp = new WeakSet<Response>();

/**
 * Nobody is kept waiting: what has no answer within the time given (milliseconds) is answered with 503. What was begun
 * goes on all the same; a request with an idempotency key may be repeated.
 */
export function answerWithin(ms: number, logger: Logger): RequestHandler {
  const detail =
    `Nothing has come of this within ${ms / 1_000} s, and whether it was done is not known. ` +
    'Try again, with the same Idempotency-Key if it has one.';
  const { problem } = unavailable(detail);
  return (request, response, next) => {
    const timer = setTimeout(() => {
      if (response.headersSent) return;
      givenUp.add(response);
      const { method, originalUrl: url } = request;
      logger.warn({ correlationId: correlationOf(request).correlationId, method, url }, 'no answer in time');
      sendProblem(response, problem);
    }, ms);
    response.once('close', () => clearTimeout(timer));
    next();
  };
}

/** Whether a response was answered in place of the handler, whose own answer comes too late. */
export function wasGivenUp(response: Response): boolean {
  return givenUp.has(response);
}
