import { count } from '@ordersaga/unit-of-work';
import { EntitySchema } from 'typeorm';
import type { KeyedRestock } from '../../../application/restock-product';
import type { Product } from '../../../domain/product';
import type { Reservation } from '../../../domain/reservation';

/** How products are stored. */
export const productEntity = new EntitySchema<Product>({
  name: 'Product',
  tableName: 'products',
  columns: {
    productId: { name: 'product_id', type: 'text', primary: true },
    name: { type: 'text' },
    unitPrice: count('unit_price'),
    currency: { type: 'text' },
    revision: { type: 'integer' },
    initial: count('initial'),
    restocked: count('restocked'),
    available: count('available'),
    reserved: count('reserved'),
    sold: count('sold'),
  },
});

/** How reservations are stored. */
export const reservationEntity = new EntitySchema<Reservation>({
  name: 'Reservation',
  tableName: 'reservations',
  columns: {
    orderId: { name: 'order_id', type: 'text', primary: true },
    state: { type: 'text' },
    revision: { type: 'integer' },
    lines: { type: 'jsonb' },
  },
});

/** How restocks with an idempotency key are stored. */
export const keyedRestockEntity = new EntitySchema<KeyedRestock>({
  name: 'KeyedRestock',
  tableName: 'keyed_restocks',
  columns: {
    key: { name: 'idempotency_key', type: 'text', primary: true },
    productId: { name: 'product_id', type: 'text' },
    quantity: count('quantity'),
    answer: { type: 'jsonb' },
    at: { name: 'restocked_at', type: 'timestamptz' },
  },
});
