import type { Message } from '@ordersaga/contracts';
import type { NotePaymentDeclined } from '../domain/commands';

/** The payment was refused: the order fails, if its total still is the one that was refused. */
export function whenPaymentDeclined({
  data: { revision, detail },
}: Message<'com.ordersaga.payment.declined.v1'>): NotePaymentDeclined {
  return { type: 'note-payment-declined', revision, ...(detail === undefined ? {} : { detail }) };
}
