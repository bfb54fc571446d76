export { InvalidSnapshotPolicyError, type Aggregate, type Fold, type SnapshotPolicy } from './aggregate/fold';
export { CorruptSnapshotError, UnfaithfulSnapshotError } from './aggregate/snapshot-text';
export { AppendsFailedError, InvalidAppendError, InvalidLimitError } from './errors';
export type { AppendRequest, ExpectedVersion, NewEvent, StoredEvent, Verdict } from './event';
export { createEventStore, type EventStore, type EventStoreOptions } from './event-store';
export type { LoadLimit } from './load-streams';
export type { EventFilter, LogBatch } from './log/event-log';
export type { LogPosition, ReadLogOptions } from './log/read-log';
export { eventStoreMigrations } from './migrations';
export {
  BrokenSealError,
  InvalidSealingError,
  SubjectForgottenError,
  SubjectKeyUnreadableError,
} from './sealing/errors';
export { forgotten, isForgotten, type Forgotten } from './sealing/forgotten';
export type { Personal, PersonalFields } from './sealing/personal-fields';
export {
  CatchUpTimeoutError,
  InvalidSubscriptionError,
  type InsideHandler,
  type OutsideHandler,
  type Subscription,
  type SubscriptionOptions,
} from './subscription/subscription-options';
export type { Upcaster } from './upcasters';
export type { SnapshotCursor } from '@ordersaga/snapshot-cursor';
