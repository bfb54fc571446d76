import type { Finding } from '../finding';
import type { RecountedOrder } from '../recount-orders';

/** 1: an accepted order reaches exactly one outcome. */
export function checkOutcomes(orders: readonly RecountedOrder[]): Finding {
  const faults = orders.flatMap(({ orderId, outcomes, gapless }) => {
    if (!gapless) return [`order ${orderId}: its versions have a gap`];
    if (outcomes === 0) return [`order ${orderId}: still suspended`];
    return outcomes > 1 ? [`order ${orderId}: ${outcomes} outcomes`] : [];
  });
  const count = (status: string): number => orders.filter((order) => order.status === status).length;
  const figure = `${orders.length} orders: ${count('completed')} completed, ${count('failed')} failed, ${count('cancelled')} cancelled`;
  return { statement: 1, title: 'An accepted order reaches exactly one outcome', figure, faults };
}
