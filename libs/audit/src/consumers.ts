/** Who reads which topic, and the types of messages that must stand in its inbox, where it keeps one. */
export interface Consumer {
  readonly group: string;
  readonly topics: readonly string[];
  /** Types without what they all begin with, `com.ordersaga.`, and end with, `.v1`. */
  readonly notes?: ReadonlySet<string>;
}

/** Every consumer of the system. */
export const consumers: readonly Consumer[] = [
  {
    group: 'order',
    topics: ['stock.integration-events', 'payment.integration-events'],
    notes: new Set([
      ...['stock.rejected', 'payment.completed', 'payment.declined'],
      ...['product.cataloged', 'product.price-changed'],
    ]),
  },
  {
    group: 'stock',
    topics: ['order.integration-events'],
    notes: new Set([
      ...['order.placed', 'order.items-changed'],
      ...['order.completed', 'order.failed', 'order.cancelled'],
    ]),
  },
  {
    group: 'payment',
    topics: ['stock.integration-events', 'order.integration-events'],
    notes: new Set(['stock.reserved', 'order.confirmed', 'order.failed', 'order.cancelled']),
  },
  { group: 'sales-projection', topics: ['order.domain-events'] },
  { group: 'success-rate-projection', topics: ['order.domain-events'] },
];

/** The middle of a type: `stock.reserved` of `com.ordersaga.stock.reserved.v1`. */
export function shortType(type: string): string {
  return type.replace(/^com\.ordersaga\./, '').replace(/\.v\d+$/, '');
}
