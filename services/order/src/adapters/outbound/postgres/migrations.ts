import { join } from 'node:path';
import { eventStoreMigrations } from '@ordersaga/event-store';
import { inboxMigrations } from '@ordersaga/inbox';
import { outboxMigrations } from '@ordersaga/outbox';
import { migrate, type MigrationLogger, type MigrationModule } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { installDeadlineQueue } from './deadline-queue';

/**
 * What is the service's own: the replica of the catalogue, the idempotency claims, and how deadlines are set. Needs the
 * queue of deadlines (`installDeadlineQueue`).
 */
const orderMigrations: MigrationModule = {
  name: 'order',
  directory: join(__dirname, '../../../../migrations'),
};

/** Brings everything that Order's database holds up to date. Instances that start together take turns. */
export async function migrateOrderDatabase(pool: Pool, logger?: MigrationLogger): Promise<void> {
  const modules = [eventStoreMigrations, outboxMigrations, inboxMigrations, orderMigrations];
  const foundation = installDeadlineQueue;
  await migrate({ pool, modules, foundation, ...(logger === undefined ? {} : { logger }) });
}
