import { Counter, type Registry } from '@ordersaga/service-runtime';
import type { UnreadableHistoryError } from '../../application/errors';

/** Of so many orders it is remembered that they were told of. */
const mostTold = 1_000;

/** Where a line about an order goes. */
interface ErrorLog {
  error(fields: Record<string, unknown>, message: string): void;
}

/** Tells of orders that this release cannot read: each time for `/metrics`, and once to the log. */
export function tellUnreadable(
  registry: Registry,
  logger: ErrorLog,
): (error: UnreadableHistoryError) => void {
  const histories = new Counter({
    name: 'order_unreadable_histories_total',
    help: 'Times that an order was wanted whose history has an event that this release cannot read, by its type.',
    labelNames: ['type'],
    registers: [registry],
  });
  const told = new Set<string>();
  return ({ orderId, event }) => {
    histories.inc({ type: event.type });
    if (told.has(orderId)) return;
    if (told.size >= mostTold) told.clear();
    told.add(orderId);
    logger.error(
      { orderId, ...event },
      'an order stands still: its history has an event that is not known here',
    );
  };
}
