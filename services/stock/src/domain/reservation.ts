/** How many of a product. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** What an order holds of the stock. */
export interface Reservation {
  readonly orderId: string;
  /** `released` and `spent` are final: nothing that comes later takes stock for this order again. */
  readonly state: 'open' | 'released' | 'spent';
  /** The newest revision of the order that was decided, whether it got its stock or not; 0 before the first. */
  readonly revision: number;
  /** What is reserved now, one line a product. */
  readonly lines: readonly Line[];
}

/** The reservation of an order that Stock has not heard of. */
export function emptyReservation(orderId: string): Reservation {
  return { orderId, state: 'open', revision: 0, lines: [] };
}
