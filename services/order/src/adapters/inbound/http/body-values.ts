import { z } from 'zod';
import { maxQuantity } from '../../../domain/order-lines';

/** Text that Postgres and Kafka can carry: not empty, no control characters, no halves of a surrogate pair. */
export function text(max: number) {
  return z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(max, `must have ${max} characters at most`)
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), 'must not contain control characters');
}

const quantityRange = `must be a whole number from 1 to ${maxQuantity}`;

/** A product and how many of it. */
export const requestedItem = z.strictObject({
  productId: text(200),
  quantity: z.int(quantityRange).min(1, quantityRange).max(maxQuantity, quantityRange),
});
