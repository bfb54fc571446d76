import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The service's own tables: products, reservations, restocks with a key. */
export const stockMigrations: MigrationModule = {
  name: 'stock',
  directory: join(__dirname, '../../../../migrations'),
};
