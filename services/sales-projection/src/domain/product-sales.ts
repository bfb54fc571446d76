import { addQuantities, totalOf, type Outcome, type QuantityByOutcome } from './outcome';

/** A count as one shard holds it. */
export interface PriceCount {
  readonly productId: string;
  readonly unitPrice: number;
  readonly byOutcome: QuantityByOutcome;
}

/** How many of a product were ordered at one unit price; `quantity` counts the outcomes that were asked for. */
export interface PriceSales {
  readonly unitPrice: number;
  readonly quantity: number;
  readonly byOutcome: QuantityByOutcome;
}

/** How many of a product were ordered at which unit prices, by rising price. */
export interface ProductSales {
  readonly productId: string;
  readonly totalQuantity: number;
  readonly prices: readonly PriceSales[];
}

/**
 * Adds the shards' counts of one product up. With an outcome only that one's quantities count, and prices without any
 * are left out; `byOutcome` always tells the whole story of a price that is shown.
 */
export function sumProduct(
  productId: string,
  counts: readonly PriceCount[],
  outcome?: Outcome,
): ProductSales {
  const prices = [...sumByPrice(counts)]
    .map(([unitPrice, byOutcome]) => ({
      unitPrice,
      quantity: outcome ? byOutcome[outcome] : totalOf(byOutcome),
      byOutcome,
    }))
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => a.unitPrice - b.unitPrice);
  return { productId, totalQuantity: prices.reduce((sum, { quantity }) => sum + quantity, 0), prices };
}

function sumByPrice(counts: readonly PriceCount[]): Map<number, QuantityByOutcome> {
  const sums = new Map<number, QuantityByOutcome>();
  for (const { unitPrice, byOutcome } of counts) {
    const sum = sums.get(unitPrice);
    sums.set(unitPrice, sum ? addQuantities(sum, byOutcome) : byOutcome);
  }
  return sums;
}
