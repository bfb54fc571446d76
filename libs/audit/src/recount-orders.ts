import { foldOrder, type EventRow, type RecountedOrder } from './fold-order';
import { Snapshot } from './snapshot';

/** Every order at one moment. */
export interface RecountedLog {
  readonly orders: ReadonlyMap<string, RecountedOrder>;
  readonly events: number;
  /** The same for two recounts between which nothing was appended. */
  readonly mark: string;
}

/** Folds every order from the event log. Gives `known` back when nothing has been appended since. */
export function recountOrders(orderDatabase: string, known?: RecountedLog): Promise<RecountedLog> {
  return Snapshot.of(orderDatabase, async (snapshot) => {
    const [{ mark } = { mark: '' }] = await snapshot.all<{ mark: string }>('mark-event-log');
    if (known?.mark === mark) return known;
    const orders = new Map<string, RecountedOrder>();
    let events = 0;
    await snapshot.each<EventRow>('list-order-events', (row) => {
      events += 1;
      orders.set(row.order_id, foldOrder(orders.get(row.order_id), row));
    });
    return { orders, events, mark };
  });
}
