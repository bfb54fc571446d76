import { z } from 'zod';

/** Prices and quantities beyond this are typing errors, and sums of them would leave what a number holds exactly. */
const most = 1_000_000_000;

/** One message a fault, whatever is wrong with the number. */
const wholeNumber = (from: number) => {
  const error = `must be a whole number from ${from} to ${most}`;
  return z.number(error).refine((value) => Number.isInteger(value) && value >= from && value <= most, error);
};
const productId = z
  .string('must be text')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must have 1 to 100 letters, digits, dots, dashes or underscores, a letter or digit first',
  );
const name = z
  .string('must be text')
  // Postgres has no place for NUL, and no name needs a line break.
  .regex(
    /^(?=.*\S)\P{Cc}{1,200}$/u,
    'must have 1 to 200 characters, no control characters, and not be blank',
  );
const unitPrice = wholeNumber(0);
const currency = z.string('must be text').regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

/** `POST /products`. */
export const newProductBody = z.strictObject({
  productId,
  name,
  unitPrice,
  quantity: wholeNumber(0),
  currency: currency.optional(),
});

/** `PATCH /products/{id}`. */
export const productChangeBody = z.strictObject({ name: name.optional(), unitPrice: unitPrice.optional() });

/** `POST /products/{id}/restock`. */
export const restockBody = z.strictObject({ quantity: wholeNumber(1) });

/** Whether there could be a product of this id at all. */
export function isProductId(id: string): boolean {
  return productId.safeParse(id).success;
}
