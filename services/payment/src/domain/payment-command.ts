import type { PendingOperation } from './payment';

/** Stock is reserved: the payment of the order shall become this total. */
export interface AskFor {
  readonly kind: 'ask-for';
  readonly orderId: string;
  readonly revision: number;
  readonly total: number;
  readonly hold: boolean;
  readonly currency: string;
  readonly paymentMethod: string;
}

/** The customer has confirmed a held order. */
export interface Confirm {
  readonly kind: 'confirm';
  readonly orderId: string;
  readonly revision: number;
}

/** The order has failed or was cancelled. */
export interface Close {
  readonly kind: 'close';
  readonly orderId: string;
}

/** What the provider has answered to one try of an operation. */
export interface RecordResult {
  readonly kind: 'record-result';
  readonly orderId: string;
  readonly operation: PendingOperation;
  readonly result: OperationResult;
}

/** `failed` is in passing and says nothing of whether the money has moved; the two others are final. */
export type OperationResult =
  | { readonly kind: 'succeeded'; readonly reference?: string }
  | { readonly kind: 'declined'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

/** What moves a payment. */
export type PaymentCommand = AskFor | Confirm | Close | RecordResult;
