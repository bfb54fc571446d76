export { count } from './columns';
export { NotLockedError, RowAppearedError, UnsuitableEntityError } from './errors';
export { openEntityStore, type EntityStore, type EntityStoreOptions } from './entity-store';
export type { Reader, Selection } from './reader';
export type { Repository } from './repository';
export type { UnitOfWork } from './unit-of-work';
