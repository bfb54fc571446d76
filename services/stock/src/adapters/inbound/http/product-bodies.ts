import { z } from 'zod';

/** Prices and quantities beyond this are typing errors, and sums of them would leave what a number holds exactly. */
const most = 1_000_000_000;

const wholeNumber = z.int({ error: 'must be a whole number' }).max(most, `must be ${most} at most`);
const productId = z
  .string('must be text')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must have 1 to 100 letters, digits, dots, dashes or underscores, a letter or digit first',
  );
const name = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(200, 'must have 200 characters at most')
  // Postgres has no place for NUL, and no name needs a line break.
  .regex(/^\P{Cc}*$/u, 'must have no control characters')
  .regex(/\S/, 'must not be blank');
const unitPrice = wholeNumber.min(0, 'must not be negative');
const currency = z.string('must be text').regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

/** `POST /products`. */
export const newProductBody = z.strictObject({
  productId,
  name,
  unitPrice,
  quantity: wholeNumber.min(0, 'must not be negative'),
  currency: currency.optional(),
});

/** `PATCH /products/{id}`. */
export const productChangeBody = z.strictObject({ name: name.optional(), unitPrice: unitPrice.optional() });

/** `POST /products/{id}/restock`. */
export const restockBody = z.strictObject({ quantity: wholeNumber.min(1, 'must be 1 at least') });

/** Whether there could be a product of this id at all. */
export function isProductId(id: string): boolean {
  return productId.safeParse(id).success;
}
