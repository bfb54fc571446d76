export { InvalidSnapshotPolicyError, type Aggregate, type Fold, type SnapshotPolicy } from './aggregate/fold';
export { CorruptSnapshotError, UnfaithfulSnapshotError } from './aggregate/snapshot-text';
export { InvalidAppendError } from './errors';
export type { AppendRequest, ExpectedVersion, NewEvent, StoredEvent, Verdict } from './event';
export { createEventStore, type EventStore, type EventStoreOptions } from './event-store';
export type { LoadLimit } from './load-streams';
export { eventStoreMigrations } from './migrations';
export type { Upcaster } from './upcasters';
