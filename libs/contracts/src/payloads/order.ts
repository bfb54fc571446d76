import { z } from 'zod';
import {
  currencyCode,
  defaultCurrency,
  defaultPaymentMethod,
  failureReason,
  id,
  minorUnits,
  orderItem,
  paymentMethod,
  revision,
  shortage,
} from './values';

const itemsSet = z.object({
  orderId: id,
  revision,
  items: z.array(orderItem).min(1),
  total: minorUnits,
  hold: z.boolean(),
  currency: currencyCode.default(defaultCurrency),
  paymentMethod: paymentMethod.default(defaultPaymentMethod),
});

/** What other services may rely on of an order: topic `order.integration-events`. */
export const orderIntegrationEvents = {
  'com.ordersaga.order.placed.v1': itemsSet.extend({ customerId: id.optional() }),
  'com.ordersaga.order.items-changed.v1': itemsSet,
  'com.ordersaga.order.confirmed.v1': z.object({ orderId: id, revision }),
  'com.ordersaga.order.completed.v1': z.object({ orderId: id, revision }),
  'com.ordersaga.order.failed.v1': z.object({
    orderId: id,
    revision,
    reason: failureReason,
    shortages: z.array(shortage).optional(),
    detail: z.string().optional(),
  }),
  'com.ordersaga.order.cancelled.v1': z.object({ orderId: id, revision, reason: z.string().optional() }),
} as const;
