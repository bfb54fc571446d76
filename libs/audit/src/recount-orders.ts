import { readTable } from './read-table';

/** A product in an order. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** An order as its events tell it, folded by the audit itself and not by the service that it audits. */
export interface RecountedOrder {
  readonly orderId: string;
  readonly version: number;
  readonly status: 'suspended' | 'completed' | 'failed' | 'cancelled';
  /** How many events decide it; exactly one does. */
  readonly outcomes: number;
  /** Whether its versions run 1, 2, 3 and so on. */
  readonly gapless: boolean;
  readonly reason: string | undefined;
  readonly revision: number;
  readonly items: readonly Line[];
  readonly total: number;
  readonly customerId: string;
}

interface EventRow {
  readonly order_id: string;
  readonly version: number;
  readonly type: string;
  readonly data: { items?: Line[]; revision?: number; total?: number; reason?: string; customerId?: string };
}

const outcomes: Readonly<Record<string, RecountedOrder['status']>> = {
  'order.completed': 'completed',
  'order.failed': 'failed',
  'order.cancelled': 'cancelled',
};

/** Folds every order from the event log. */
export async function recountOrders(orderDatabase: string): Promise<RecountedOrder[]> {
  const rows = await readTable<EventRow>(orderDatabase, 'list-order-events');
  const streams = new Map<string, EventRow[]>();
  for (const row of rows) {
    const stream = streams.get(row.order_id);
    if (stream) stream.push(row);
    else streams.set(row.order_id, [row]);
  }
  return [...streams.values()].map(fold);
}

function fold(events: readonly EventRow[]): RecountedOrder {
  const decisions = events.filter(({ type }) => type in outcomes);
  const decision = decisions[0];
  const latest = <K extends keyof EventRow['data']>(key: K): EventRow['data'][K] | undefined =>
    events.findLast(({ data }) => data[key] !== undefined)?.data[key];
  return {
    orderId: events[0]?.order_id ?? '',
    version: events.length,
    gapless: events.every(({ version }, index) => version === index + 1),
    status: decision ? (outcomes[decision.type] ?? 'suspended') : 'suspended',
    outcomes: decisions.length,
    reason: decision?.type === 'order.failed' ? decision.data.reason : undefined,
    revision: latest('revision') ?? 0,
    items: latest('items') ?? [],
    total: latest('total') ?? 0,
    customerId: latest('customerId') ?? '',
  };
}
