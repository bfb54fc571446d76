import type { StockEvent } from './stock-event';

/**
 * A product with its catalogue entry and its stock. Always: initial + restocked = available + reserved + sold, and
 * none of them is negative.
 */
export interface Product {
  readonly productId: string;
  readonly name: string;
  /** Minor units of `currency`. */
  readonly unitPrice: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Grows with each change of the catalogue entry (name, price), from 1. */
  readonly revision: number;
  /** What was there when the product was catalogued. */
  readonly initial: number;
  /** All that came later. */
  readonly restocked: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** A product as it is after a decision, and what to tell about it. */
export interface ProductDecision {
  readonly product: Product;
  readonly events: readonly StockEvent[];
}

/** What a new catalogue entry says. */
export interface NewProduct {
  readonly productId: string;
  readonly name: string;
  readonly unitPrice: number;
  readonly currency: string;
  readonly quantity: number;
}

/** Takes a product into the catalogue. */
export function catalogProduct({ quantity, ...entry }: NewProduct): ProductDecision {
  const product: Product = {
    ...entry,
    revision: 1,
    initial: quantity,
    restocked: 0,
    available: quantity,
    reserved: 0,
    sold: 0,
  };
  return { product, events: [cataloged(product)] };
}

/** What a catalogue entry shall say from now on; what is left out stays. */
export interface EntryChange {
  readonly name?: string | undefined;
  readonly unitPrice?: number | undefined;
}

/** Changes a catalogue entry: one revision and one event for the price, one for the name; none for what stays the same. */
export function changeEntry(product: Product, { name, unitPrice }: EntryChange): ProductDecision {
  let changed = product;
  const events: StockEvent[] = [];
  if (unitPrice !== undefined && unitPrice !== changed.unitPrice) {
    changed = { ...changed, unitPrice, revision: changed.revision + 1 };
    events.push(priceChanged(changed));
  }
  if (name !== undefined && name !== changed.name) {
    changed = { ...changed, name, revision: changed.revision + 1 };
    events.push(cataloged(changed));
  }
  return { product: changed, events };
}

/** Adds what has come in. `quantity` is positive. */
export function restock(product: Product, quantity: number): ProductDecision {
  const restocked = {
    ...product,
    restocked: product.restocked + quantity,
    available: product.available + quantity,
  };
  const { productId, available } = restocked;
  return {
    product: restocked,
    events: [{ type: 'com.ordersaga.product.restocked.v1', data: { productId, quantity, available } }],
  };
}

/** Moves stock between available and reserved; a negative quantity gives back. The caller has seen that it suffices. */
export function moveToReserved(product: Product, quantity: number): Product {
  return {
    ...product,
    available: product.available - quantity,
    reserved: product.reserved + quantity,
  };
}

/** What was reserved has gone out to the customer. */
export function moveToSold(product: Product, quantity: number): Product {
  return { ...product, reserved: product.reserved - quantity, sold: product.sold + quantity };
}

function cataloged({ productId, name, unitPrice, currency, revision }: Product): StockEvent {
  return {
    type: 'com.ordersaga.product.cataloged.v1',
    data: { productId, name, unitPrice, currency, revision },
  };
}

function priceChanged({ productId, unitPrice, currency, revision }: Product): StockEvent {
  return {
    type: 'com.ordersaga.product.price-changed.v1',
    data: { productId, unitPrice, currency, revision },
  };
}
