import type { Cause } from '@ordersaga/contracts';
import type { OrderEvent } from '../domain/events';
import { fold } from '../domain/evolve';
import type { Order } from '../domain/order';
import type { StoredOrderEvent } from './ports/order-store';
import type { Surroundings } from './ports/surroundings';

/** What was decided about an order, at its place in the stream, with the order as it is afterwards. */
export interface Recorded {
  readonly events: readonly StoredOrderEvent[];
  readonly order: Order | undefined;
}

/**
 * Gives decided events their ids, versions, time and cause.
 * @param order the order that was decided about, undefined when the events place it
 */
export function recordEvents(
  orderId: string,
  order: Order | undefined,
  events: readonly OrderEvent[],
  cause: Cause,
  { now, newId }: Surroundings,
): Recorded {
  const recordedAt = notBefore(now(), order?.updatedAt);
  const stored = events.map((event, index): StoredOrderEvent => {
    const version = (order?.version ?? 0) + index + 1;
    return { ...event, orderId, version, recordedAt, eventId: newId(), cause };
  });
  return { events: stored, order: fold(stored, order) };
}

/** Clocks of two instances differ; within an order time must not run backwards, or `?at=` would find gaps. */
function notBefore(time: Date, earliest: Date | undefined): Date {
  return earliest !== undefined && earliest > time ? earliest : time;
}
