import type { Request } from 'express';
import { badRequest } from './problem';

/**
 * The request's `Idempotency-Key`, undefined when it has none. Taken as it is, quotes and all.
 * @throws ProblemError 400 when it isn't 1 to 255 printable ASCII characters
 */
export function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined || /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw badRequest('The Idempotency-Key must have 1 to 255 printable ASCII characters.', [
    { path: 'Idempotency-Key', message: 'must have 1 to 255 printable ASCII characters' },
  ]);
}
