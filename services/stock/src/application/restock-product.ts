import type { Cause } from '@ordersaga/contracts';
import { restock, type Product } from '../domain/product';
import type { StockScope, StockStore } from './ports/stock-store';
import { IdempotencyKeyReusedError, ProductNotFoundError } from './stock-errors';

/** New stock of a product. */
export interface Restock {
  readonly productId: string;
  readonly quantity: number;
}

/** A restock that came with an idempotency key, and what was answered to it. */
export interface KeyedRestock extends Restock {
  readonly key: string;
  readonly answer: Product;
  readonly at: Date;
}

/**
 * Adds new stock. With a key: the same restock again gives the first answer again and adds nothing. The key is kept by
 * the transaction that restocks, so a crash leaves both or neither; of several at once one restocks, the others wait
 * for it and get its answer.
 * @throws ProductNotFoundError (which leaves the key free)
 * @throws IdempotencyKeyReusedError when the key came with another restock before
 */
export function restockProduct(
  store: StockStore,
  request: Restock,
  cause: Cause,
  key?: string,
  now: () => Date = () => new Date(),
): Promise<Product> {
  return store.transaction(async (scope) => {
    if (key === undefined) return addStock(scope, request, cause);
    const known = (await scope.keyedRestocks.loadForUpdate([key])).get(key);
    if (known) return answerAgain(known, request);
    const answer = await addStock(scope, request, cause);
    scope.keyedRestocks.saveAll([{ ...request, key, answer, at: now() }]);
    return answer;
  });
}

async function addStock(
  { products, announce }: StockScope,
  { productId, quantity }: Restock,
  cause: Cause,
): Promise<Product> {
  const before = (await products.loadForUpdate([productId])).get(productId);
  if (!before) throw new ProductNotFoundError(productId);
  const { product, events } = restock(before, quantity);
  products.saveAll([product]);
  announce(events, cause);
  return product;
}

function answerAgain(known: KeyedRestock, { productId, quantity }: Restock): Product {
  if (known.productId !== productId || known.quantity !== quantity) throw new IdempotencyKeyReusedError();
  return known.answer;
}
