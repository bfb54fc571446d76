import type { PlaceOrderRequest } from '@ordersaga/order/placing';

/** How many products the orders choose from, unless a case says otherwise. */
export const productCount = 1000;

/** More of each product than all orders of a run want. */
export const plentyOfStock = 1_000_000_000;

const customers = 5000;

/** The id of a product, from 0. */
export function productId(product: number): string {
  return `product-${product}`;
}

/** The price of a product, minor units. */
export function unitPrice(product: number): number {
  return 990 + product;
}

/** The order of a number: one to three products of `productCount`, one of each, paid with `card-ok`. Always the same. */
export function sampleOrder(number: number): PlaceOrderRequest {
  return {
    customerId: `customer-${number % customers}`,
    items: productsOf(number).map((product) => ({ productId: productId(product), quantity: 1 })),
    hold: false,
    paymentMethod: 'card-ok',
  };
}

/** How many products the order of a number is about, one piece of each. */
export function piecesOf(number: number): number {
  return 1 + (number % 3);
}

/** Scattered over all products, and different within an order. */
function productsOf(number: number): number[] {
  const first = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length: piecesOf(number) }, (_, line) => (first + line * 337) % productCount);
}
