import { Counter, type Registry } from '@ordersaga/service-runtime';
import type { OrderChange } from '../../application/ports/order-store';

/** Counts the events of orders by type, for `/metrics`: what was placed, and what became of it. */
export function countEvents(registry: Registry): (changes: readonly OrderChange[]) => void {
  const events = new Counter({
    name: 'order_events_total',
    help: 'Events appended to orders, by type.',
    labelNames: ['type'],
    registers: [registry],
  });
  return (changes) => {
    for (const { type } of changes.flatMap((change) => change.events)) events.inc({ type });
  };
}
