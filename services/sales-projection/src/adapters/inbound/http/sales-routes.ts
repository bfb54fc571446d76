import { parseQuery } from '@ordersaga/http-edge';
import {
  cursorParameter,
  encodeCursor,
  limitParameter,
  waitForParameter,
  type Answering,
} from '@ordersaga/projection';
import type { Router } from 'express';
import { z } from 'zod';
import { listProductSales } from '../../../application/list-product-sales';
import { queryProductSales } from '../../../application/query-product-sales';
import type { SalesStore } from '../../../application/sales-store';
import { outcomes } from '../../../domain/outcome';

const filter = {
  outcome: z.enum(outcomes, `must be one of ${outcomes.join(', ')}`).optional(),
  waitFor: waitForParameter.optional(),
};
const productQuery = z.strictObject(filter);
const listQuery = z.strictObject({
  ...filter,
  limit: limitParameter(500),
  /** Holds the id of the last product of the page before. */
  cursor: cursorParameter(z.tuple([z.string().min(1)])).optional(),
});

/** The HTTP contract of the sales projection. */
export function salesRoutes(sales: Answering<SalesStore>) {
  return (router: Router): void => {
    router.get('/sales/products/:productId', async (request, response) => {
      const query = parseQuery(productQuery, request);
      response.json(await queryProductSales(sales, request.params.productId, query));
    });
    router.get('/sales/products', async (request, response) => {
      const { cursor, ...query } = parseQuery(listQuery, request);
      const { items, next, asOf } = await listProductSales(sales, { ...query, after: cursor?.[0] });
      response.json({ items, nextCursor: next === undefined ? null : encodeCursor([next]), asOf });
    });
  };
}
