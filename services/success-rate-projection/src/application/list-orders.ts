import type { Answering, OrderVersion } from '@ordersaga/projection';
import type { OrderRecord } from '../domain/order-record';
import type { ProjectionCopy } from './daily-totals';
import type { ListPosition, OrderFilter } from './order-records';
import { waitForRecord, type AsOf } from './query-success-rate';

/** Which orders, which part of them, and once which version is in. */
export interface OrderListRequest extends OrderFilter {
  readonly limit: number;
  readonly after?: ListPosition | undefined;
  readonly waitFor?: OrderVersion | undefined;
}

/** A page of orders, newest first. */
export interface OrderList {
  readonly orders: readonly OrderRecord[];
  /** Where the next page begins; undefined at the end. */
  readonly next?: ListPosition | undefined;
}

/**
 * Lists orders, newest first.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export async function listOrders(
  rate: Answering<ProjectionCopy>,
  request: OrderListRequest,
): Promise<AsOf<OrderList>> {
  if (request.waitFor) await waitForRecord(rate, request.waitFor);
  return rate.answer((copy) => listOf(copy, request));
}

async function listOf(
  { records }: ProjectionCopy,
  { limit, after, waitFor: _waitFor, ...filter }: OrderListRequest,
): Promise<AsOf<OrderList>> {
  const asOf = (await records.newest())?.updatedAt ?? null;
  const found = await records.list(filter, after, limit + 1);
  const orders = found.slice(0, limit);
  const last = orders.at(-1);
  const next = found.length > limit && last ? { placedAt: last.placedAt, orderId: last.orderId } : undefined;
  return { orders, next, asOf };
}
