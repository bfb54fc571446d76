import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The outbox, the lease and cursor of its relay, its dead letters, and the functions that append and trim. */
export const outboxMigrations: MigrationModule = {
  name: 'outbox',
  directory: join(__dirname, '../migrations'),
};
