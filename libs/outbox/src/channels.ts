/** The Postgres channels by which writers, operators and relays wake each other. Hints only: every one may get lost. */
export const channels = {
  /** Rows were committed. */
  rows: 'outbox_rows',
  /** A lease was given up. */
  lease: 'outbox_lease',
  /** An operator has decided about dead letters. */
  deadLetters: 'outbox_dead_letters',
} as const;
