import type { Request } from 'express';
import type { z } from 'zod';
import { badRequest, type Fault } from './problem';

/**
 * The request's JSON body, checked. Use `z.strictObject`, so that unknown members are refused.
 * @throws ProblemError 400 naming every fault
 */
export function parseBody<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  if (request.body === undefined)
    throw badRequest('The request has no JSON body: send one with content-type application/json.');
  return check(schema, request.body, 'The body does not fit.');
}

/**
 * The same for a body that may be left out: an absent one counts as empty.
 * @throws ProblemError 400 naming every fault
 */
export function parseOptionalBody<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  return check(schema, request.body === undefined ? {} : request.body, 'The body does not fit.');
}

/**
 * The request's query parameters, checked; each is a string, or an array of strings when given twice.
 * @throws ProblemError 400 naming every fault
 */
export function parseQuery<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  return check(schema, request.query, 'The query parameters do not fit.');
}

function check<S extends z.ZodType>(schema: S, input: unknown, detail: string): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw badRequest(detail, result.error.issues.flatMap(faultsOf));
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known here' }));
  return [{ path: path.join('.'), message: issue.message }];
}
