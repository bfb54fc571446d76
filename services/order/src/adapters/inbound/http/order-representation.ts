import type { Response } from 'express';
import type { HistoryEntry } from '../../../application/ports/order-store';
import type { Order } from '../../../domain/order';

/** An order as HTTP shows it; money in minor units, times in ISO 8601. */
export function showOrder(order: Order) {
  const { orderId, customerId, status, hold, revision, version, currency, total, items } = order;
  const { paymentMethod, failure, placedAt, updatedAt } = order;
  return {
    orderId,
    customerId,
    status,
    hold,
    revision,
    version,
    currency,
    total,
    items: items.map(({ productId, quantity, unitPrice }) => ({ productId, quantity, unitPrice })),
    paymentMethod,
    ...(failure === undefined ? {} : { failure }),
    placedAt: placedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** Answers with an order, its version being its entity tag. */
export function sendOrder(response: Response, order: Order): void {
  response.set('ETag', `"${order.version}"`).json(showOrder(order));
}

/** What happened to an order, from the first event on: when, on whose word as far as that was noted, and through what. */
export function showHistory(orderId: string, events: readonly HistoryEntry[]) {
  return {
    orderId,
    events: events.map(({ version, type, recordedAt, eventId, cause, data }) => ({
      version,
      type,
      recordedAt: recordedAt.toISOString(),
      eventId,
      causationId: cause.causationId,
      correlationId: cause.correlationId,
      ...(cause.actor === undefined ? {} : { actor: cause.actor }),
      data,
    })),
  };
}
