export { isUnavailable, isUniqueViolation } from './error-classification';
export { migrate, type MigrateOptions, type MigrationLogger } from './migrate';
export { InvalidMigrationError, MigrationAlteredError, MigrationFailedError } from './migration-errors';
export type { MigrationModule } from './migration-files';
export { createPool, type PoolOptions } from './pool';
export type { Queryable } from './queryable';
export { loadSql, toStatement, UnknownStatementError, type Statement } from './statements';
export { inTransaction, TransactionAbortedError } from './transaction';
