import { eventsByOrder, type OrderEvent } from '@ordersaga/projection';
import { toSteps } from '../domain/order-step';
import type { SalesStore } from './sales-store';

/**
 * Counts a batch of orders' events. The same events again change nothing.
 * @throws VersionGapError, StoreUnavailableError
 */
export async function countOrderEvents(store: SalesStore, events: readonly OrderEvent[]): Promise<void> {
  const steps = [...eventsByOrder(events).values()].flatMap(toSteps);
  await store.apply(steps);
}
