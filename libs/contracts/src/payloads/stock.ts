import { z } from 'zod';
import {
  currencyCode,
  defaultCurrency,
  defaultPaymentMethod,
  id,
  minorUnits,
  paymentMethod,
  quantity,
  revision,
  shortage,
} from './values';

/** What Stock tells of reservations and products: topic `stock.integration-events`. */
export const stockIntegrationEvents = {
  /** Carries on what the payment needs, so that Payment depends on no second topic to charge. */
  'com.ordersaga.stock.reserved.v1': z.object({
    orderId: id,
    revision,
    total: minorUnits,
    hold: z.boolean(),
    currency: currencyCode.default(defaultCurrency),
    paymentMethod: paymentMethod.default(defaultPaymentMethod),
  }),
  'com.ordersaga.stock.rejected.v1': z.object({ orderId: id, revision, shortages: z.array(shortage) }),
  'com.ordersaga.stock.released.v1': z.object({ orderId: id, revision }),
  /** How the catalogue entry of a product reads from now on. `revision` grows with each change of the product's entry. */
  'com.ordersaga.product.cataloged.v1': z.object({
    productId: id,
    name: z.string(),
    unitPrice: minorUnits,
    currency: currencyCode,
    revision,
  }),
  'com.ordersaga.product.price-changed.v1': z.object({
    productId: id,
    unitPrice: minorUnits,
    currency: currencyCode,
    revision,
  }),
  'com.ordersaga.product.restocked.v1': z.object({
    productId: id,
    quantity,
    available: z.int().nonnegative(),
  }),
} as const;
