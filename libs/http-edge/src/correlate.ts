import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { newCorrelation, newTraceparent, type Correlation } from '@ordersaga/service-runtime';
import { traceRequest } from './trace-request';

const traceparentForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const idForm = /^[\x21-\x7e]{1,128}$/;

const correlations = new WeakMap<Request, Correlation>();

/**
 * Takes over the caller's `x-correlation-id` and `traceparent`, or makes them, and answers with the former. What a traced
 * request causes is the child of its span.
 */
export const correlate: RequestHandler = (request, response, next) => {
  const given = request.get('x-correlation-id');
  const correlationId = given && idForm.test(given) ? given : randomUUID();
  const trace = request.get('traceparent');
  const parent = trace && traceparentForm.test(trace) ? trace : undefined;
  const traceparent =
    traceRequest(request, response, { correlationId, parent }) ?? parent ?? newTraceparent();
  response.set('x-correlation-id', correlationId);
  // A request is the first cause of what follows, so it is its own causation.
  correlations.set(request, { correlationId, causationId: correlationId, traceparent });
  next();
};

/** What a request belongs to, and what it causes with it. */
export function correlationOf(request: Request): Correlation {
  return correlations.get(request) ?? newCorrelation();
}
