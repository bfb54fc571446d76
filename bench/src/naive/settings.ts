/** Where the processes of the naive saga find everything. */
export interface NaiveSettings {
  readonly databases: { readonly order: string; readonly stock: string; readonly payment: string };
  readonly brokers: string;
  readonly redis: string;
  readonly mongo: string;
  /** Put before topics, groups, keys and the MongoDB database. */
  readonly prefix: string;
}

/** The parts of the naive saga, a process each. */
export const naiveRoles = ['order', 'stock', 'payment', 'relay', 'sales', 'success-rate'] as const;
export type NaiveRole = (typeof naiveRoles)[number];

/** What each service publishes to. */
export function topicsOf({ prefix }: Pick<NaiveSettings, 'prefix'>) {
  return { orders: `${prefix}orders`, stock: `${prefix}stock`, payments: `${prefix}payments` };
}

/** The hash of counters that sales keeps, by product, price and status. */
export function salesKey({ prefix }: Pick<NaiveSettings, 'prefix'>): string {
  return `${prefix}sales`;
}

/** The database in which the success rate keeps a document an order, and its collection. */
export function successRateOf({ prefix }: Pick<NaiveSettings, 'prefix'>) {
  return { database: `${prefix}success-rate`, collection: 'orders' };
}
