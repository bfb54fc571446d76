import { defaultPaymentMethod } from '@ordersaga/contracts';
import { z } from 'zod';
import { maxLines, maxQuantity } from '../../../domain/order-lines';
import { requestedItem, text } from './body-values';

/** The body of `POST /orders`. */
export const placeOrderBody = z.strictObject({
  customerId: text(200),
  items: z
    .array(requestedItem, 'must be a list of products')
    .min(1, 'must name at least one product')
    .max(maxLines, `must name ${maxLines} products at most`)
    .superRefine(refuseLargeSums),
  hold: z.boolean('must be true or false').default(false),
  paymentMethod: text(100).default(defaultPaymentMethod),
});

/** The same product twice is added up, and the limit holds for the sum: the entry that exceeds it is named. */
function refuseLargeSums(items: z.output<typeof requestedItem>[], context: z.RefinementCtx): void {
  const sums = new Map<string, number>();
  items.forEach(({ productId, quantity }, index) => {
    const before = sums.get(productId) ?? 0;
    sums.set(productId, before + quantity);
    if (before > 0 && before <= maxQuantity && before + quantity > maxQuantity)
      context.addIssue({
        code: 'custom',
        path: [index, 'quantity'],
        message: `together with the entries before, ${productId} is asked for more than ${maxQuantity} times`,
      });
  });
}
