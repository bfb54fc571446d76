import { join } from 'node:path';
import type { MigrationModule } from '@ordersaga/postgres';

/** The service's own tables: the replica of the catalogue and the idempotency claims. */
export const orderMigrations: MigrationModule = {
  name: 'order',
  directory: join(__dirname, '../../../../migrations'),
};
