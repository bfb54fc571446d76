import 'reflect-metadata';
import { DataSource, type EntitySchema, type ObjectLiteral } from 'typeorm';

/** Where the database is, what is in it, and how much of it may be taken. */
export interface DataSourceSettings {
  readonly connectionString: string;
  readonly entities: readonly EntitySchema<ObjectLiteral>[];
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Most connections at a time; default 10. */
  readonly maxConnections?: number;
  /** Longest run of one statement, milliseconds; default 15000. */
  readonly statementTimeoutMs?: number;
  /** Hears of connections that broke while nobody used them. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** The server answers a timeout itself; the client gives up this much later (ms) when no answer comes at all. */
const answerGraceMs = 1_000;

/** TypeORM on Postgres, with everything off that would change the schema: that is the migrations' alone. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const statementTimeout = settings.statementTimeoutMs ?? 15_000;
  return new DataSource({
    type: 'postgres',
    url: settings.connectionString,
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
      statement_timeout: statementTimeout,
      query_timeout: statementTimeout + answerGraceMs,
    },
  });
}
