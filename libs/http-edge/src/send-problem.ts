import type { Response } from 'express';
import type { Problem } from './problem';

/** Answers with a problem document. */
export function sendProblem(
  response: Response,
  { headers = {}, extensions = {}, ...problem }: Problem,
): void {
  const { type = 'about:blank', title, status, detail, errors } = problem;
  response
    .status(status)
    .set(headers)
    .type('application/problem+json')
    .send(JSON.stringify({ type, title, status, detail, ...(errors ? { errors } : {}), ...extensions }));
}
