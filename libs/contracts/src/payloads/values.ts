import { z } from 'zod';

/** An opaque id: an order's, a product's, a customer's. */
export const id = z.string().min(1).max(200);

/** Money: an integer count of minor units (cents for EUR). */
export const minorUnits = z.int().nonnegative();

/** ISO 4217, three capital letters. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

/** Counts how often an order's items were set: 1 when it is placed, one more with each change. */
export const revision = z.int().positive();

/** Position of an event in its order's stream, from 1. */
export const version = z.int().positive();

/** A quantity of a product. */
export const quantity = z.int().positive();

/** One product of an order at the price it had when it was ordered. */
export const orderItem = z.object({ productId: id, quantity, unitPrice: minorUnits });
export type OrderItem = z.infer<typeof orderItem>;

/** A product of which less is available than an order asks for. */
export const shortage = z.object({ productId: id, requested: quantity, available: z.int().nonnegative() });
export type Shortage = z.infer<typeof shortage>;

/** Names the way an order is paid; the payment gateway knows what it means. */
export const paymentMethod = z.string().min(1).max(100);

/** Why an order failed. */
export const failureReason = z.enum(['insufficient-stock', 'payment-declined', 'expired', 'timed-out']);
export type FailureReason = z.infer<typeof failureReason>;

/** What the payment of an order is made with when nothing else was said. */
export const defaultPaymentMethod = 'card-ok';

/** The currency of a catalogue that names none. */
export const defaultCurrency = 'EUR';
