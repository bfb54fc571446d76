import { join } from 'node:path';
import type { Client, Pool } from 'pg';
import { MigrationError, Umzug, type RunnableMigration } from 'umzug';
import { MigrationAlteredError, MigrationFailedError } from './migration-errors';
import { readMigrations, type MigrationFile, type MigrationModule } from './migration-files';
import { PooledClient } from './pooled-client';
import type { Queryable } from './queryable';
import { loadSql } from './statements';

const sql = loadSql(join(__dirname, '../sql'));

/** Hears of each module that had something to apply. */
export interface MigrationLogger {
  info(fields: Record<string, unknown>, message: string): void;
}

/** The database, as a URL or as a pool of it, and what it shall have, in the order given. */
export type MigrateOptions = ({ readonly connectionString: string } | { readonly pool: Pool }) & {
  readonly modules: readonly MigrationModule[];
  /** What another tool puts into the database, and the modules need; within the same turn, before them. */
  readonly foundation?: (client: Queryable) => Promise<void>;
  readonly logger?: MigrationLogger;
};

/**
 * Brings a database up to date. Each migration runs once, in a transaction that also records it, so a crash leaves it
 * done or not begun. Instances that start together take turns under an advisory lock. Migrations that the database
 * has and the folder lacks are left alone: an older release may start beside a newer one.
 * @throws ConnectionFailedError when the database can't be reached
 * @throws MigrationAlteredError when an applied file has changed since
 * @throws MigrationFailedError when one fails; those before it stay applied
 * @throws InvalidMigrationError when a file is misnamed or a number is given twice
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const modules = options.modules.map((module) => ({ module, files: readMigrations(module) }));
  const client = ownClient(options);
  // Without a listener a connection that breaks between two statements would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql('lock-migrations'));
    await options.foundation?.(client);
    await client.query(sql('create-schema-migrations'));
    for (const { module, files } of modules) await refuseAltered(client, module, files);
    for (const { module, files } of modules) await applyPending(client, module, files, options.logger);
  } finally {
    await client.end();
  }
}

/** A connection of its own: it holds the lock, and no limit of a pool's sessions cuts a long migration short. */
function ownClient(options: MigrateOptions): Client {
  if ('connectionString' in options)
    return new PooledClient({ connectionString: options.connectionString, connectionTimeoutMillis: 3_000 });
  const { options: config } = options.pool;
  // pg-pool hides a password given apart from the URL from enumeration, so a spread alone would lose it.
  return new PooledClient({ ...config, ...unlimited, password: config.password });
}

/** To pg 0 is no limit. */
const unlimited = {
  statement_timeout: 0,
  query_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: 0,
};

async function refuseAltered(client: Client, module: MigrationModule, files: MigrationFile[]): Promise<void> {
  const applied = new Map((await listApplied(client, module)).map((row) => [row.name, row.checksum]));
  for (const file of files) {
    const checksum = applied.get(file.name);
    if (checksum !== undefined && checksum !== file.checksum)
      throw new MigrationAlteredError(module.name, file.name);
  }
}

async function applyPending(
  client: Client,
  module: MigrationModule,
  files: MigrationFile[],
  logger: MigrationLogger | undefined,
): Promise<void> {
  const umzug = new Umzug<Client>({
    context: client,
    logger: undefined,
    migrations: files.map((file) => toRunnable(module, file)),
    storage: {
      executed: async () => (await listApplied(client, module)).map((row) => row.name),
      // Already recorded, by the migration's own transaction.
      logMigration: () => Promise.resolve(),
      unlogMigration: () => Promise.reject(new Error('migrations only go forward')),
    },
  });
  try {
    const applied = await umzug.up();
    if (applied.length > 0) logger?.info({ module: module.name, migrations: applied.length }, 'migrated');
  } catch (error) {
    throw error instanceof MigrationError ? error.cause : error;
  }
}

function toRunnable(module: MigrationModule, file: MigrationFile): RunnableMigration<Client> {
  const up = async ({ context: client }: { context: Client }): Promise<void> => {
    try {
      await client.query('BEGIN');
      await client.query(file.text);
      await client.query({ ...sql('record-migration'), values: [module.name, file.name, file.checksum] });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw new MigrationFailedError(module.name, file.name, error);
    }
  };
  return { name: file.name, up };
}

async function listApplied(
  client: Client,
  module: MigrationModule,
): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>({
    ...sql('list-applied-migrations'),
    values: [module.name],
  });
  return rows;
}
