export { appendToOutbox, UnserializablePayloadError } from './append-to-outbox';
export { outboxMigrations } from './migrations';
export { createOutboxHint, type OutboxHint, type OutboxHintOptions } from './outbox-hint';
export type { OutboxMessage } from './outbox-message';
