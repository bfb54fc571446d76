import { randomInt } from 'node:crypto';
import type { OutboxMessage } from '@ordersaga/outbox';
import { eventsOfAnOrder, productCount } from '../order-events';
import type { ProjectionSpec } from './filled-projection';
import { countDaysRolledUp, mongoStandIn } from './roll-up';

/** Six days: a stand-in reads all orders for each day that it rolls up, which a hundred days would make hours of. */
const mostOnStandIn = 60_000;

/** "How many of a product were ordered, at which unit prices?" */
export const sales: ProjectionSpec = {
  service: 'sales-projection',
  path: () => `/sales/products/product-${randomInt(productCount)}`,
  counted: async (projection) => {
    const { items } = (await projection.get(`/sales/products?limit=${productCount}`)) as SalesAnswer;
    return items.reduce((sum, { totalQuantity }) => sum + totalQuantity, 0);
  },
  // What an order's items were changed to is what it is about.
  expected: (messages) =>
    messages
      .map(({ payload }) => payload as OrderPayload)
      .filter(({ version }) => version === 2)
      .flatMap(({ items = [] }) => items)
      .reduce((sum, { quantity }) => sum + quantity, 0),
};

/** "How many orders were successful, how many not?" */
export const successRate: ProjectionSpec = {
  service: 'success-rate-projection',
  path: () => '/success-rate',
  counted: async (projection) => {
    const { successful, total } = (await projection.get('/success-rate')) as RateAnswer;
    return successful === total ? total : NaN;
  },
  expected: (messages: readonly OutboxMessage[]) => messages.length / eventsOfAnOrder,
  mostEvents: async ({ backing }) => ((await mongoStandIn(backing.mongo)) ? mostOnStandIn : undefined),
  unfinished: async ({ backing }, { mongoDatabase }, days) => {
    const rolledUp = await countDaysRolledUp(backing.mongo, mongoDatabase);
    return rolledUp >= days - 1 ? undefined : `${rolledUp} of ${days - 1} days are rolled up`;
  },
};

interface SalesAnswer {
  readonly items: readonly { readonly totalQuantity: number }[];
}

interface RateAnswer {
  readonly successful: number;
  readonly total: number;
}

interface OrderPayload {
  readonly version: number;
  readonly items?: readonly { readonly quantity: number }[];
}
