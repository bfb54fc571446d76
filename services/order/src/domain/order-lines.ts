import type { OrderItem } from '@ordersaga/contracts';
import type { Price, RequestedItem } from './commands';
import {
  LastLineError,
  LineCountError,
  LineTooShortError,
  MixedCurrenciesError,
  NoSuchLineError,
  QuantityOutOfRangeError,
  TotalTooLargeError,
  UnknownProductsError,
} from './order-errors';

/** How many products an order may have. */
export const maxLines = 100;

/** How many pieces of one product an order may have. */
export const maxQuantity = 10_000;

/** Adds up what is asked for of the same product; products stay in the order they first appear in. */
export function addUp(items: readonly RequestedItem[]): RequestedItem[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/**
 * Puts the catalogue's prices to what was asked for.
 * @throws UnknownProductsError naming every product without a price
 * @throws MixedCurrenciesError
 */
export function price(
  items: readonly RequestedItem[],
  prices: ReadonlyMap<string, Price>,
): { items: OrderItem[]; currency: string } {
  const unknown = items.flatMap(({ productId }, position) =>
    prices.has(productId) ? [] : [{ position, productId }],
  );
  if (unknown.length > 0) throw new UnknownProductsError(unknown);
  const currencies = new Set<string>();
  const priced = addUp(items).map((item) => {
    const { unitPrice, currency } = prices.get(item.productId) as Price;
    currencies.add(currency);
    return { ...item, unitPrice };
  });
  const [currency, ...others] = currencies;
  if (currency === undefined) throw new LineCountError(0, maxLines);
  if (others.length > 0) throw new MixedCurrenciesError([currency, ...others]);
  return { items: priced, currency };
}

/** The lines with more of a product; a line that is there keeps its unit price, a new one goes to the end. */
export function withAdded(lines: readonly OrderItem[], added: OrderItem): OrderItem[] {
  if (!lines.some(({ productId }) => productId === added.productId)) return [...lines, added];
  return lines.map((line) =>
    line.productId === added.productId ? { ...line, quantity: line.quantity + added.quantity } : line,
  );
}

/**
 * The lines with less of a product, or without it when no quantity is given.
 * @throws NoSuchLineError, LineTooShortError, LastLineError
 */
export function withRemoved(lines: readonly OrderItem[], productId: string, quantity?: number): OrderItem[] {
  const line = lines.find((candidate) => candidate.productId === productId);
  if (line === undefined) throw new NoSuchLineError(productId);
  const taken = quantity ?? line.quantity;
  if (!Number.isInteger(taken) || taken < 1)
    throw new QuantityOutOfRangeError(productId, taken, line.quantity);
  if (taken > line.quantity) throw new LineTooShortError(productId, line.quantity);
  const left = lines.flatMap((candidate) => {
    if (candidate !== line) return [candidate];
    return taken === line.quantity ? [] : [{ ...line, quantity: line.quantity - taken }];
  });
  if (left.length === 0) throw new LastLineError();
  return left;
}

/**
 * Refuses what isn't a whole number from 1 to `maxQuantity`.
 * @throws QuantityOutOfRangeError
 */
export function checkQuantity({ productId, quantity }: RequestedItem): void {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity)
    throw new QuantityOutOfRangeError(productId, quantity, maxQuantity);
}

/**
 * What the lines cost together, in minor units; checks on the way that an order may consist of them.
 * @throws LineCountError, QuantityOutOfRangeError, TotalTooLargeError
 */
export function totalOf(lines: readonly OrderItem[]): number {
  if (lines.length < 1 || lines.length > maxLines) throw new LineCountError(lines.length, maxLines);
  let total = 0;
  for (const line of lines) {
    checkQuantity(line);
    total += line.quantity * line.unitPrice;
  }
  if (!Number.isSafeInteger(total)) throw new TotalTooLargeError();
  return total;
}
