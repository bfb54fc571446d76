/** A message to be published once the transaction that appends it commits. */
export interface OutboxMessage {
  /** Unique; consumers tell duplicates by it. */
  readonly messageId: string;
  readonly topic: string;
  /** Messages of one topic and key are published in the order of their commits. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Any JSON value. */
  readonly payload: unknown;
}
