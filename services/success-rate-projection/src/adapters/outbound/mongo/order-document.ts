import type { OrderRecord } from '../../../domain/order-record';

/** A record as it lies in its collection: the order's id is the key. */
export type OrderDocument = Omit<OrderRecord, 'orderId'> & { readonly _id: string };

/** The document of a record. */
export function toDocument({ orderId, ...rest }: OrderRecord): OrderDocument {
  return { _id: orderId, ...rest };
}

/** The record of a document. */
export function toRecord({ _id, ...rest }: OrderDocument): OrderRecord {
  return { orderId: _id, ...rest };
}
