/** A service of the system: where it listens by default, and which store it owns. */
export interface ServiceSpec {
  readonly name: ServiceName;
  /** The port of the HTTP contract; the next free one is taken when something else has it. */
  readonly port: number;
  readonly store: 'postgres' | 'redis' | 'mongo' | 'outboxes';
}

export type ServiceName =
  'order' | 'stock' | 'payment' | 'message-relay' | 'sales-projection' | 'success-rate-projection';

/** The whole system, in the order it is shown. */
export const services: readonly ServiceSpec[] = [
  { name: 'order', port: 3001, store: 'postgres' },
  { name: 'stock', port: 3002, store: 'postgres' },
  { name: 'payment', port: 3003, store: 'postgres' },
  { name: 'message-relay', port: 3000, store: 'outboxes' },
  { name: 'sales-projection', port: 3004, store: 'redis' },
  { name: 'success-rate-projection', port: 3005, store: 'mongo' },
];

/** The services with an outbox: each has a Postgres database of its own. */
export const databaseOwners = services.filter(({ store }) => store === 'postgres').map(({ name }) => name);
