export { InvalidAppendError } from './errors';
export type { AppendRequest, ExpectedVersion, NewEvent, StoredEvent, Verdict } from './event';
export { createEventStore, type EventStore, type EventStoreOptions } from './event-store';
export type { LoadLimit } from './load-streams';
export { eventStoreMigrations } from './migrations';
export type { Upcaster } from './upcasters';
