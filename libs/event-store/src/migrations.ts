import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The event store's tables and its append function. */
export const eventStoreMigrations: MigrationModule = {
  name: 'event-store',
  directory: join(__dirname, '../migrations'),
};
