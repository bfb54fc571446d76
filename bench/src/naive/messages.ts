/** A product of an order at the price it had. */
export interface NaiveLine {
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What the services tell each other. */
export type NaiveMessage =
  | { type: 'order.placed'; orderId: string; customerId: string; items: readonly NaiveLine[]; total: number }
  | { type: 'order.completed' | 'order.failed'; orderId: string; items: readonly NaiveLine[] }
  | { type: 'stock.reserved'; orderId: string; total: number }
  | { type: 'stock.rejected'; orderId: string }
  | { type: 'payment.completed'; orderId: string };
