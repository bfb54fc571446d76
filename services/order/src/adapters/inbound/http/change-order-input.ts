import { z } from 'zod';
import { requestedItem, text } from './body-values';
import { positiveInteger } from './query-values';

/** The body of `POST /orders/{id}/items`. */
export const addItemBody = requestedItem;

/** The query of `DELETE /orders/{id}/items/{productId}`. How many there are to take, the order knows. */
export const removeItemQuery = z.strictObject({
  quantity: positiveInteger.transform(Number).exactOptional(),
});

/** The body of `POST /orders/{id}/confirm`: nothing, or an empty object. */
export const confirmBody = z.strictObject({});

/** The body of `POST /orders/{id}/cancel`. */
export const cancelBody = z.strictObject({ reason: text(500).exactOptional() });
