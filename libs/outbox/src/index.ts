export { appendToOutbox, UnserializablePayloadError } from './append-to-outbox';
export {
  discardDeadLetters,
  listDeadLetters,
  outlineDeadLetters,
  replayDeadLetters,
  type DeadLetterOutline,
  type DeadLetterQuery,
  type DeadLetterSelection,
  type OutboxDeadLetter,
} from './dead-letters/dead-letters';
export { outboxMigrations } from './migrations';
export { createOutboxHint, type OutboxHint, type OutboxHintOptions } from './outbox-hint';
export type { OutboxMessage } from './outbox-message';
export { createRelay, type Relay, type RelayOptions } from './relay/create-relay';
export type { RelayEvents, RelayLogger, RelayPublisher, RelayRecord } from './relay/ports';
export type { OutboxStatus } from './relay/outbox-observer';
