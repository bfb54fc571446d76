import type { OrderEventType } from '../../../src/domain/events';
import type { Order } from '../../../src/domain/order';
import type { StateName } from './states';

/** What an event makes of an order. */
export interface EventRow {
  /** From which state it leads to which; in any other state it never happens. */
  readonly leads: Readonly<Partial<Record<StateName, readonly StateName[]>>>;
  /** What of the order it may change, beside its version and the time of its last change. */
  readonly changes: readonly (keyof Order)[];
}

const fromOpenTo = (to: StateName) => ({ suspended: [to], held: [to] });

/** Every event in every state; an event without a row does not compile. */
export const eventTable = {
  'order.placed': { leads: { 'not placed': ['suspended', 'held'] }, changes: [] },
  'order.items-changed': {
    leads: { suspended: ['suspended'], held: ['held'] },
    changes: ['revision', 'items', 'total'],
  },
  'order.confirmed': { leads: { held: ['suspended'] }, changes: ['hold'] },
  'order.completed': { leads: fromOpenTo('completed'), changes: ['status'] },
  'order.failed': { leads: fromOpenTo('failed'), changes: ['status', 'failure'] },
  'order.cancelled': { leads: fromOpenTo('cancelled'), changes: ['status'] },
} satisfies Record<OrderEventType, EventRow>;
