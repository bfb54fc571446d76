import type { RequestHandler } from 'express';
import { ProblemError } from './problem';

/** What counts as JSON. */
export const jsonTypes = ['application/json', 'application/*+json'];

/**
 * 415 for a body that is not declared as JSON. Browsers let any page send plain text to loopback without asking first;
 * with this, such a request has no effect.
 */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  // `is` gives null when there is no body; an empty one needs no type either.
  if (request.get('content-length') === '0' || request.is(jsonTypes) !== false) return next();
  throw new ProblemError({
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'Bodies are JSON here: send them with content-type application/json.',
  });
};
