import { z } from 'zod';
import {
  currencyCode,
  failureReason,
  id,
  minorUnits,
  orderItem,
  paymentMethod,
  revision,
  shortage,
  version,
} from './values';

const position = z.object({ orderId: id, version });

/** Each event of an order as it is stored: topic `order.domain-events`, for Order's own read side. */
export const orderDomainEvents = {
  'com.ordersaga.order.domain.placed.v1': position.extend({
    customerId: id,
    revision,
    items: z.array(orderItem).min(1),
    currency: currencyCode,
    total: minorUnits,
    hold: z.boolean(),
    paymentMethod,
  }),
  'com.ordersaga.order.domain.items-changed.v1': position.extend({
    revision,
    items: z.array(orderItem).min(1),
    total: minorUnits,
  }),
  'com.ordersaga.order.domain.confirmed.v1': position.extend({ revision }),
  'com.ordersaga.order.domain.completed.v1': position.extend({ revision }),
  'com.ordersaga.order.domain.failed.v1': position.extend({
    revision,
    reason: failureReason,
    shortages: z.array(shortage).optional(),
    detail: z.string().optional(),
  }),
  'com.ordersaga.order.domain.cancelled.v1': position.extend({ revision, reason: z.string().optional() }),
} as const;
