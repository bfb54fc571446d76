import { z } from 'zod';
import { currencyCode, id, minorUnits, revision } from './values';

/** What Payment tells of an order's payment: topic `payment.integration-events`. */
export const paymentIntegrationEvents = {
  /** The order's payment now equals what `revision` asks for. */
  'com.ordersaga.payment.completed.v1': z.object({
    orderId: id,
    revision,
    charged: minorUnits.optional(),
    currency: currencyCode.optional(),
  }),
  'com.ordersaga.payment.declined.v1': z.object({ orderId: id, revision, detail: z.string().optional() }),
  'com.ordersaga.payment.refunded.v1': z.object({
    orderId: id,
    amount: minorUnits,
    currency: currencyCode.optional(),
  }),
} as const;
