/** A row as it is sent: what `@ordersaga/messaging` takes. */
export interface RelayRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/**
 * Where rows go; the publisher of `@ordersaga/messaging` fits. A failed call may have published some of its records.
 * An error with `code: 'record-refused'` says that trying again won't help; it may carry the `index` of the record,
 * and then all before it are published. Every other error is waited out.
 */
export interface RelayPublisher {
  publish(records: readonly RelayRecord[]): Promise<void>;
}

/** Where log lines go; pino's loggers fit. */
export interface RelayLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Told what happens, for metrics. */
export interface RelayEvents {
  /** Rows were acknowledged; one time for each from its insert to the acknowledgement, milliseconds. */
  published?(commitToAckMs: readonly number[]): void;
  /** A send or a statement failed, or Kafka refused a record. */
  failed?(what: 'broker' | 'database' | 'refused'): void;
  /** Rows went to the dead letters: refused ones, and those parked behind them. */
  deadLettered?(rows: number): void;
  /** This relay became the active one of its outbox, or ceased to be. */
  activeChanged?(active: boolean): void;
}
