import type { Line } from './reservation';

/** The reservation of the order shall become these lines; the rest is what the payment will need. */
export interface SetLines {
  readonly kind: 'set-lines';
  readonly orderId: string;
  readonly revision: number;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly hold: boolean;
  readonly currency: string;
  readonly paymentMethod: string;
}

/** The order has failed or was cancelled. */
export interface GiveBack {
  readonly kind: 'give-back';
  readonly orderId: string;
  readonly revision: number;
}

/** The order is completed. */
export interface Spend {
  readonly kind: 'spend';
  readonly orderId: string;
}

/** What an order's messages ask of its reservation. */
export type ReservationCommand = SetLines | GiveBack | Spend;
