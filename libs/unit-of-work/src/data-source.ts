import 'reflect-metadata';
import { plannedOnce, PooledClient, sessionLimits } from '@ordersaga/postgres';
import { DataSource, type EntitySchema, type ObjectLiteral } from 'typeorm';

/** Where the database is, what is in it, and how much of it may be taken. */
export interface DataSourceSettings {
  readonly connectionString: string;
  readonly entities: readonly EntitySchema<ObjectLiteral>[];
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Most connections at a time; default 10. */
  readonly maxConnections?: number;
  /** Longest run of one statement, milliseconds; default 15000. Locks are waited for a little less. */
  readonly statementTimeoutMs?: number;
  /** Hears of connections that broke while nobody used them. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * TypeORM on Postgres, with everything off that would change the schema: that is the migrations' alone. Sessions are
 * limited as those of `createPool` of @ordersaga/postgres are, and tell a failure to connect in the same way.
 * Units of work go by key, so that their statements are planned once.
 */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: plannedOnce(settings.connectionString),
    entities: [...settings.entities],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolSize: settings.maxConnections ?? 10,
    connectTimeoutMS: 3_000,
    poolErrorHandler: settings.onConnectionLost ?? (() => undefined),
    ...(settings.applicationName === undefined ? {} : { applicationName: settings.applicationName }),
    extra: {
      keepAlive: true,
      pipeline: true,
      ...sessionLimits(settings.statementTimeoutMs ?? 15_000),
      Client: PooledClient,
    },
  });
}
