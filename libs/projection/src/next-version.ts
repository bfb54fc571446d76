import type { OrderEvent } from './order-event';
import { VersionGapError } from './version-gap-error';

/** The events of a batch by order, each order's by rising version and each version once. */
export function eventsByOrder(events: readonly OrderEvent[]): Map<string, OrderEvent[]> {
  const byOrder = new Map<string, Map<number, OrderEvent>>();
  for (const event of events) {
    const { orderId, version } = event.data;
    const versions = byOrder.get(orderId) ?? new Map<number, OrderEvent>();
    byOrder.set(orderId, versions.set(version, event));
  }
  return new Map([...byOrder].map(([orderId, versions]) => [orderId, byVersion(versions)]));
}

function byVersion(versions: Map<number, OrderEvent>): OrderEvent[] {
  return [...versions.values()].sort((a, b) => a.data.version - b.data.version);
}

/**
 * Of one order's events (by rising version) those still to be applied to what is stored; none when all are in already.
 * @throws VersionGapError when the first of them, or a later one, isn't the next version
 */
export function pendingEvents(events: readonly OrderEvent[], stored: number): OrderEvent[] {
  const pending = events.filter(({ data }) => data.version > stored);
  for (const [index, { data }] of pending.entries())
    if (data.version !== stored + index + 1) throw new VersionGapError(data.orderId, stored, data.version);
  return pending;
}
