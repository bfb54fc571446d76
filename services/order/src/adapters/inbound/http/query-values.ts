import { z } from 'zod';

/** A positive integer in a query, as it is written there. */
export const positiveInteger = z
  .string('must be given once')
  .regex(/^0*[1-9]\d*$/, 'must be a positive integer');
