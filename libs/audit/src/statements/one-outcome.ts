import { faultOf, type Fault, type Finding } from '../finding';
import type { Limits } from '../limits';
import type { RecountedOrder } from '../fold-order';
import type { RecountedLog } from '../recount-orders';

/** 1: an accepted order reaches exactly one outcome: within its limit, by one event, the last of a history without gaps. */
export function checkOutcomes({ orders, events }: RecountedLog, limits: Limits, now: Date): Finding {
  const all = [...orders.values()];
  const count = (is: (order: RecountedOrder) => boolean): number => all.filter(is).length;
  return {
    statement: 1,
    title: 'An accepted order reaches exactly one outcome',
    figures: {
      orders: all.length,
      events,
      completed: count(({ status }) => status === 'completed'),
      failed: count(({ status }) => status === 'failed'),
      cancelled: count(({ status }) => status === 'cancelled'),
      open: count(({ status }) => status === 'suspended'),
      openAndHeld: count(isHeld),
    },
    faults: all.flatMap((order) => faultsOf(order, limits, now)),
  };
}

function isHeld({ status, hold }: RecountedOrder): boolean {
  return status === 'suspended' && hold;
}

function faultsOf(order: RecountedOrder, { holdTimeMs, sagaTimeLimitMs }: Limits, now: Date): Fault[] {
  const { orderId, outcomes, disorder, unknown, events, storedVersion, status } = order;
  const faults: Fault[] = [];
  const note = (kind: string, what: string): void => void faults.push(faultOf(orderId, kind, what));
  if (outcomes > 1) note('outcomes', `${outcomes} outcomes`);
  if (disorder !== undefined) note('disorder', `its history is broken: ${disorder}`);
  if (storedVersion !== events)
    note('version', `the store has it at version ${storedVersion}, with ${events} events`);
  if (unknown !== undefined) note('unknown', `it stands still: ${tellUnknown(unknown)}`);
  else if (status === 'suspended') {
    const [since, limit] = order.hold ? [order.placedAt, holdTimeMs] : [order.updatedAt, sagaTimeLimitMs];
    if (since.getTime() + limit <= now.getTime())
      note('overdue', `still suspended${order.hold ? ' and held' : ''} since ${since.toISOString()}`);
  }
  return faults;
}

function tellUnknown({ version, type, schemaVersion }: NonNullable<RecountedOrder['unknown']>): string {
  return `its event ${version}, ${type} (schema version ${schemaVersion}), is not known`;
}
