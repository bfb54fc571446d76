import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The service's own tables: payments and their attempts. */
export const paymentMigrations: MigrationModule = {
  name: 'payment',
  directory: join(__dirname, '../../../../migrations'),
};
