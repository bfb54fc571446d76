import { z } from 'zod';
import type { AsOf } from '../../../application/ports/order-store';
import { positiveInteger } from './query-values';

/** No stream gets this long; versions beyond it are as absent as this one. */
const largestVersion = 2 ** 31 - 1;

/** The query of `GET /orders/{id}`: the order as it is, or as it was at a version or at a moment. */
export const orderQuery = z
  .strictObject({
    version: positiveInteger.transform((digits) => Math.min(Number(digits), largestVersion)).optional(),
    at: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2026-11-21T10:00:00Z' })
      .transform((time) => new Date(time))
      .optional(),
  })
  .refine(({ version, at }) => version === undefined || at === undefined, {
    path: ['at'],
    message: 'must not come together with version',
  })
  .transform(({ version, at }): AsOf | undefined => {
    if (version !== undefined) return { version };
    return at === undefined ? undefined : { at };
  });
