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
  events: number;
  /** As far as it could be folded: up to the last event, or to the one before the first that is not known. */
  version: number;
  /** The version that the store has noted for the stream. */
  readonly storedVersion: number;
  status: 'suspended' | 'completed' | 'failed' | 'cancelled';
  /** How many events decide it; exactly one does. */
  outcomes: number;
  /** The first event that is not known here, if there is one: what the order has come to can't be told. */
  unknown: { readonly version: number; readonly type: string; readonly schemaVersion: number } | undefined;
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

/** An event of an order as it is stored. */
export interface EventRow {
  readonly order_id: string;
  readonly stored_version: number;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: Partial<
    Pick<RecountedOrder, 'items' | 'revision' | 'total' | 'hold' | 'reason'> &
      Pick<RecountedOrder, 'customerId' | 'currency' | 'paymentMethod'>
  >;
  readonly recorded_at: Date;
}

const known: ReadonlySet<string> = new Set([
  ...['order.placed', 'order.items-changed', 'order.confirmed'],
  ...['order.completed', 'order.failed', 'order.cancelled'],
]);
const knownSchemaVersion = 1;

const outcomes: Readonly<Record<string, RecountedOrder['status']>> = {
  'order.completed': 'completed',
  'order.failed': 'failed',
  'order.cancelled': 'cancelled',
};

/** Folds the next event of an order, the first one into nothing. Changes the order: a log may have millions of events. */
export function foldOrder(before: RecountedOrder | undefined, event: EventRow): RecountedOrder {
  const order = before ?? begin(event);
  const { version, type, schema_version: schemaVersion } = event;
  if (version !== order.events + 1) order.disorder ??= `version ${version} follows ${order.events}`;
  order.events += 1;
  if (!known.has(type) || schemaVersion !== knownSchemaVersion)
    order.unknown ??= { version, type, schemaVersion };
  if (order.unknown === undefined) apply(order, event);
  return order;
}

function begin({ order_id, stored_version, data, recorded_at }: EventRow): RecountedOrder {
  return {
    ...{ orderId: order_id, events: 0, version: 0, storedVersion: stored_version },
    ...{ status: 'suspended', outcomes: 0, disorder: undefined, unknown: undefined },
    ...{ reason: undefined, revision: 0, revisions: new Map(), items: [], total: 0, hold: false },
    ...{ currency: data.currency ?? '', paymentMethod: data.paymentMethod ?? '' },
    ...{ customerId: data.customerId ?? '', placedAt: recorded_at, updatedAt: recorded_at },
  };
}

function apply(order: RecountedOrder, { type, data, recorded_at }: EventRow): void {
  if (type !== 'order.placed' && order.version === 0) order.disorder ??= `begins with ${type}`;
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
