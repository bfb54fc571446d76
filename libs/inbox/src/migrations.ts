import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The table `inbox`, its generations, and the functions that claim messages and trim it. */
export const inboxMigrations: MigrationModule = {
  name: 'inbox',
  directory: join(__dirname, '../migrations'),
};
