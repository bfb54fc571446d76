import type { Shortage } from '@ordersaga/contracts';
import type { DeadlineLimits } from './deadline';

/** A product and how many of it are asked for. */
export interface RequestedItem {
  readonly productId: string;
  readonly quantity: number;
}

/** What one piece of a product costs, in minor units of `currency`. */
export interface Price {
  readonly unitPrice: number;
  readonly currency: string;
}

/** Places an order. `prices` holds the catalogue's price of each product that is known. */
export interface PlaceOrder {
  readonly type: 'place';
  readonly customerId: string;
  readonly items: readonly RequestedItem[];
  readonly prices: ReadonlyMap<string, Price>;
  readonly hold: boolean;
  readonly paymentMethod: string;
}

/** Adds pieces of a product. A product that the order has already keeps the unit price it was first added at. */
export interface AddItem extends RequestedItem {
  readonly type: 'add-item';
  /** The catalogue's price, undefined for a product it does not know. */
  readonly price: Price | undefined;
}

/** Takes pieces of a product out, or without a quantity its whole line. */
export interface RemoveItem {
  readonly type: 'remove-item';
  readonly productId: string;
  readonly quantity?: number;
}

/** Lets a held order go ahead to payment. */
export interface ConfirmOrder {
  readonly type: 'confirm';
}

/** Calls the order off. */
export interface CancelOrder {
  readonly type: 'cancel';
  readonly reason?: string;
}

/** Takes note that Stock cannot give the items of a revision. */
export interface NoteStockRejected {
  readonly type: 'note-stock-rejected';
  readonly revision: number;
  readonly shortages: readonly Shortage[];
}

/** Takes note that the total of a revision is paid. */
export interface NotePaymentCompleted {
  readonly type: 'note-payment-completed';
  readonly revision: number;
}

/** Takes note that the payment of a revision was refused. */
export interface NotePaymentDeclined {
  readonly type: 'note-payment-declined';
  readonly revision: number;
  readonly detail?: string;
}

/** Takes note that it is so late by now; the order fails if its deadline, as the limits make it, is reached. */
export interface NoteDeadline {
  readonly type: 'note-deadline';
  readonly now: Date;
  readonly limits: DeadlineLimits;
}

/** What a customer asks of an order that exists; refused with an error when its rules forbid it. */
export type CustomerCommand = AddItem | RemoveItem | ConfirmOrder | CancelOrder;

/** What other services answered about a revision; one that comes twice, late or out of order changes nothing. */
export type AnswerCommand = NoteStockRejected | NotePaymentCompleted | NotePaymentDeclined;

/** What happens to an order without its customer; at any time and any number of times. */
export type ReactionCommand = AnswerCommand | NoteDeadline;

/** Everything that can be asked of an order. */
export type OrderCommand = PlaceOrder | CustomerCommand | ReactionCommand;
