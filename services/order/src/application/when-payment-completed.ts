import type { Message } from '@ordersaga/contracts';
import type { NotePaymentCompleted } from '../domain/commands';

/** The order's total is paid: the order completes, if that still is its total. */
export function whenPaymentCompleted({
  data: { revision },
}: Message<'com.ordersaga.payment.completed.v1'>): NotePaymentCompleted {
  return { type: 'note-payment-completed', revision };
}
