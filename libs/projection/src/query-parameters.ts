import { z } from 'zod';

/** The query parameter `limit`: entries a page, 1 to `most`. */
export function limitParameter(most: number, fallback = 50) {
  const fault = `must be a whole number from 1 to ${most}`;
  return z
    .string('must be given once')
    .regex(/^\d{1,9}$/, fault)
    .transform(Number)
    .pipe(z.int().min(1, fault).max(most, fault))
    .default(fallback);
}

/** A query parameter that is a moment: an ISO 8601 timestamp with `Z` or an offset. */
export const timestampParameter = z.iso
  .datetime({ offset: true, error: 'must be an ISO timestamp such as 2026-11-21T10:00:00Z' })
  .transform((text) => new Date(text));
