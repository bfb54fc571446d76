import { parseQuery } from '@ordersaga/http-edge';
import {
  cursorParameter,
  encodeCursor,
  limitParameter,
  timestampParameter,
  waitForParameter,
  type Answering,
} from '@ordersaga/projection';
import type { Router } from 'express';
import { z } from 'zod';
import { listOrders } from '../../../application/list-orders';
import type { ProjectionCopy } from '../../../application/daily-totals';
import type { ListPosition } from '../../../application/order-records';
import { querySuccessRate } from '../../../application/query-success-rate';
import type { Period } from '../../../domain/day';
import { orderStatuses, type OrderRecord } from '../../../domain/order-record';

const filter = {
  from: timestampParameter.optional(),
  to: timestampParameter.optional(),
  waitFor: waitForParameter.optional(),
};
const inOrder = ({ from, to }: Period): boolean => !from || !to || from <= to;
const notInOrder = { path: ['from'], message: 'must not be later than to' };

/** Where a page begins: the moment the last order of the page before was placed, in ms, and its id. */
const position = z.tuple([z.int().min(0).max(8.64e15), z.string().min(1)]);

const rateQuery = z.strictObject(filter).refine(inOrder, notInOrder);
const listQuery = z
  .strictObject({
    ...filter,
    status: z.enum(orderStatuses, `must be one of ${orderStatuses.join(', ')}`).optional(),
    customerId: z.string('must be given once').min(1).optional(),
    limit: limitParameter(200),
    cursor: cursorParameter(position).optional(),
  })
  .refine(inOrder, notInOrder);

/** The HTTP contract of the success-rate projection. */
export function successRateRoutes(rate: Answering<ProjectionCopy>) {
  return (router: Router): void => {
    router.get('/success-rate', async (request, response) => {
      response.json(await querySuccessRate(rate, parseQuery(rateQuery, request)));
    });
    router.get('/orders', async (request, response) => {
      const { cursor, ...query } = parseQuery(listQuery, request);
      const after = cursor && { placedAt: new Date(cursor[0]), orderId: cursor[1] };
      const { orders, next, asOf } = await listOrders(rate, { ...query, after });
      response.json({ items: orders.map(showOrder), nextCursor: next ? cursorOf(next) : null, asOf });
    });
  };
}

function cursorOf({ placedAt, orderId }: ListPosition): string {
  return encodeCursor([placedAt.getTime(), orderId]);
}

function showOrder(record: OrderRecord) {
  const { orderId, customerId, status, reason, total, currency, placedAt, updatedAt, version } = record;
  const failure = reason === undefined ? {} : { failure: { reason } };
  return { orderId, customerId, status, total, currency, placedAt, updatedAt, version, ...failure };
}
