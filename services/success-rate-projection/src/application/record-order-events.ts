import { eventsByOrder, pendingEvents, type OrderEvent } from '@ordersaga/projection';
import { evolve, type OrderRecord } from '../domain/order-record';
import type { OrderRecords, RecordChange } from './order-records';

/** Others kept writing the same orders at the same time; trying again later can help. */
export class RecordsContendedError extends Error {
  readonly code = 'records-contended';
  constructor(orders: number) {
    super(`${orders} orders kept changing while they were written`);
    this.name = 'RecordsContendedError';
  }
}

/** More than two instances working on the same partition for a moment ever need. */
const mostAttempts = 10;

/**
 * Records a batch of orders' events: one read, one write. Where another instance was quicker, what it wrote is read
 * again and only the rest applied. The same events again change nothing.
 * @throws VersionGapError (nothing is written then), StoreUnavailableError, RecordsContendedError
 */
export async function recordOrderEvents(records: OrderRecords, events: readonly OrderEvent[]): Promise<void> {
  const byOrder = eventsByOrder(events);
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const stored = await records.load([...byOrder.keys()]);
    const changes = [...byOrder].flatMap(([orderId, own]) => changeOf(stored.get(orderId), own));
    if (changes.length === 0 || (await records.save(changes))) return;
  }
  throw new RecordsContendedError(byOrder.size);
}

function changeOf(before: OrderRecord | undefined, events: readonly OrderEvent[]): RecordChange[] {
  const pending = pendingEvents(events, before?.version ?? 0);
  const after = pending.reduce<OrderRecord | undefined>(evolve, before);
  return pending.length > 0 && after ? [{ before, after }] : [];
}
