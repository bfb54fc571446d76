import { Snapshot } from './snapshot';

/** A product in an order. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** An order as its events tell it, folded by the audit itself and not by the service that it audits. */
export interface RecountedOrder {
  readonly orderId: string;
  /** How many events there are. */
  version: number;
  /** The version that the store has noted for the stream. */
  readonly storedVersion: number;
  status: 'suspended' | 'completed' | 'failed' | 'cancelled';
  /** How many events decide it; exactly one does. */
  outcomes: number;
  /** What is wrong with the order of its events: a gap, a second beginning, something after the end. */
  disorder: string | undefined;
  reason: string | undefined;
  revision: number;
  /** The lines of each revision it has had. */
  readonly revisions: Map<number, readonly Line[]>;
  items: readonly Line[];
  total: number;
  hold: boolean;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly customerId: string;
  readonly placedAt: Date;
  updatedAt: Date;
}

/** Every order at one moment. */
export interface RecountedLog {
  readonly orders: ReadonlyMap<string, RecountedOrder>;
  readonly events: number;
  /** The same for two recounts between which nothing was appended. */
  readonly mark: string;
}

interface EventRow {
  readonly order_id: string;
  readonly stored_version: number;
  readonly version: number;
  readonly type: string;
  readonly data: Partial<
    Pick<RecountedOrder, 'items' | 'revision' | 'total' | 'hold' | 'reason'> &
      Pick<RecountedOrder, 'customerId' | 'currency' | 'paymentMethod'>
  >;
  readonly recorded_at: Date;
}

const outcomes: Readonly<Record<string, RecountedOrder['status']>> = {
  'order.completed': 'completed',
  'order.failed': 'failed',
  'order.cancelled': 'cancelled',
};

/** Folds every order from the event log. Gives `known` back when nothing has been appended since. */
export function recountOrders(orderDatabase: string, known?: RecountedLog): Promise<RecountedLog> {
  return Snapshot.of(orderDatabase, async (snapshot) => {
    const [{ mark } = { mark: '' }] = await snapshot.all<{ mark: string }>('mark-event-log');
    if (known?.mark === mark) return known;
    const orders = new Map<string, RecountedOrder>();
    let events = 0;
    await snapshot.each<EventRow>('list-order-events', (row) => {
      events += 1;
      const order = orders.get(row.order_id) ?? begin(row);
      orders.set(row.order_id, order);
      apply(order, row);
    });
    return { orders, events, mark };
  });
}

function begin({ order_id, stored_version, type, data, recorded_at }: EventRow): RecountedOrder {
  return {
    ...{ orderId: order_id, version: 0, storedVersion: stored_version, status: 'suspended', outcomes: 0 },
    disorder: type === 'order.placed' ? undefined : `begins with ${type}`,
    ...{ reason: undefined, revision: 0, revisions: new Map(), items: [], total: 0, hold: false },
    ...{ currency: data.currency ?? '', paymentMethod: data.paymentMethod ?? '' },
    ...{ customerId: data.customerId ?? '', placedAt: recorded_at, updatedAt: recorded_at },
  };
}

/** Changes the order: a log may have millions of events. */
function apply(order: RecountedOrder, { version, type, data, recorded_at }: EventRow): void {
  if (version !== order.version + 1) order.disorder ??= `version ${version} follows ${order.version}`;
  if (order.outcomes > 0) order.disorder ??= `${type} comes after its outcome`;
  if (type === 'order.placed' && order.version > 0) order.disorder ??= 'it is placed twice';
  order.version += 1;
  order.updatedAt = recorded_at;
  order.hold = type === 'order.confirmed' ? false : (data.hold ?? order.hold);
  order.revision = data.revision ?? order.revision;
  order.total = data.total ?? order.total;
  if (data.items) {
    order.items = data.items;
    order.revisions.set(order.revision, data.items);
  }
  const outcome = outcomes[type];
  if (outcome === undefined) return;
  order.outcomes += 1;
  if (order.outcomes > 1) return;
  order.status = outcome;
  order.reason = outcome === 'failed' ? data.reason : undefined;
}
