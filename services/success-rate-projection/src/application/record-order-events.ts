import { eventsByOrder, pendingEvents, type OrderEvent } from '@ordersaga/projection';
import { dayOf, isOver } from '../domain/day';
import { evolve, type OrderRecord } from '../domain/order-record';
import type { DailyTotals, ProjectionCopy } from './daily-totals';
import type { RecordChange } from './order-records';

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
 * again and only the rest applied. The same events again change nothing. Orders placed on a day that is over cost one
 * more write, which marks the day.
 * @throws VersionGapError (nothing is written then), StoreUnavailableError, RecordsContendedError
 */
export async function recordOrderEvents(
  { records, days }: ProjectionCopy,
  events: readonly OrderEvent[],
  now: () => Date = () => new Date(),
): Promise<void> {
  const byOrder = eventsByOrder(events);
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const stored = await records.load([...byOrder.keys()]);
    const changes = [...byOrder].flatMap(([orderId, own]) => changeOf(stored.get(orderId), own));
    if (changes.length > 0 && !(await records.save(changes))) continue;
    const touched = [...stored.values(), ...changes.map(({ after }) => after)];
    // Asked only now that all is written: a day that ended meanwhile may have been counted without it.
    return markDays(days, touched, now());
  }
  throw new RecordsContendedError(byOrder.size);
}

/** Also for records that nothing was changed of: whoever wrote them may not have come as far as this. */
async function markDays(days: DailyTotals, touched: readonly OrderRecord[], now: Date): Promise<void> {
  const over = new Set(touched.map(({ placedAt }) => dayOf(placedAt)).filter((day) => isOver(day, now)));
  if (over.size > 0) await days.mark([...over]);
}

function changeOf(before: OrderRecord | undefined, events: readonly OrderEvent[]): RecordChange[] {
  const pending = pendingEvents(events, before?.version ?? 0);
  const after = pending.reduce<OrderRecord | undefined>(evolve, before);
  return pending.length > 0 && after ? [{ before, after }] : [];
}
