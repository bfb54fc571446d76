import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import type { Logger } from '@ordersaga/service-runtime';
import { correlationOf } from './correlate';
import { wasGivenUp } from './deadline';
import { ProblemError, unavailable, type Problem } from './problem';
import { sendProblem } from './send-problem';

/** Turns an error of the application into a problem; undefined when it knows none for it. */
export type ErrorMapping = (error: unknown) => Problem | undefined;

/** What is known about the errors that a service's routes throw. */
export interface ErrorKnowledge {
  /** Knows the answers to the application's errors. */
  readonly mapError?: ErrorMapping;
  /** Whether an error means that the service's database is away: answered with 503 and `Retry-After`. */
  readonly isUnavailable?: (error: unknown) => boolean;
}

/** The one place where errors become answers. */
export function answerErrors(logger: Logger, known: ErrorKnowledge): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (wasGivenUp(response)) return;
    if (response.headersSent) return next(error);
    const problem = problemOf(error, known);
    const { status, detail } = problem;
    const { method, originalUrl: url } = request;
    const { correlationId } = correlationOf(request);
    // What is known to go wrong is worth a line, but no stack: there may be many of them.
    if (problem === internalError) logger.error({ correlationId, err: error, method, url }, 'request failed');
    else if (status >= 500) logger.warn({ correlationId, method, url, status, detail }, 'request failed');
    sendProblem(response, problem);
  };
}

/** 404 for a path that nothing answers, 405 with `Allow` for a known path with another method. */
export function answerUnknown(...routers: readonly Router[]): RequestHandler {
  return (request, response) => {
    const allowed = methodsAt(routers, request.path);
    if (allowed.length === 0) {
      sendProblem(response, {
        status: 404,
        title: 'Not Found',
        detail: `There is nothing at ${request.path}.`,
      });
      return;
    }
    const detail = `${request.path} answers ${allowed.join(', ')}, not ${request.method}.`;
    sendProblem(response, {
      status: 405,
      title: 'Method Not Allowed',
      detail,
      headers: { Allow: allowed.join(', ') },
    });
  };
}

/** `match` is how Express 5's router itself asks; its type declarations leave it out. */
type MatchingLayer = Router['stack'][number] & { match(path: string): boolean };

function methodsAt(routers: readonly Router[], path: string): string[] {
  const layers = routers.flatMap(({ stack }) => stack as MatchingLayer[]);
  const methods = layers
    .filter((layer) => layer.route && layer.match(path))
    .flatMap((layer) => layer.route?.stack ?? [])
    .map(({ method }) => method.toUpperCase());
  return [...new Set(methods)].sort();
}

function problemOf(error: unknown, { mapError, isUnavailable }: ErrorKnowledge): Problem {
  if (error instanceof ProblemError) return error.problem;
  const mapped = mapError?.(error);
  if (mapped) return mapped;
  if (isUnavailable?.(error)) return databaseAway;
  return problemOfBodyParser(error) ?? internalError;
}

const databaseAway = unavailable('The database does not answer; try again shortly.').problem;

const internalError: Problem = {
  status: 500,
  title: 'Internal Server Error',
  detail: 'Something went wrong here; it has been logged under the correlation id of this answer.',
};

/** The errors of express' own middleware carry a type and a status. */
function problemOfBodyParser(error: unknown): Problem | undefined {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large')
    return { status: 413, title: 'Content Too Large', detail: 'A body may have 256 KiB at most.' };
  if (type === 'entity.parse.failed')
    return { status: 400, title: 'Bad Request', detail: `The body is not JSON: ${(error as Error).message}` };
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { status, title: STATUS_CODES[status] ?? 'Bad Request', detail: (error as Error).message };
  return undefined;
}
