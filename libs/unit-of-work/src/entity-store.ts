import type { Queryable } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import type { DataSource, EntitySchema, ObjectLiteral } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { createDataSource, type DataSourceSettings } from './data-source';
import { isLostRace } from './errors';
import { EntityReader, type Reader } from './reader';
import { runTransaction } from './transaction';
import type { UnitOfWork } from './unit-of-work';

/** What a store is made from. */
export interface EntityStoreOptions extends DataSourceSettings {
  /** Told after each commit that has announced something; see `createOutboxHint` of @ordersaga/outbox. */
  readonly hint?: { notify(): void };
}

/** The entities of one service's database. */
export interface EntityStore {
  /**
   * Runs the work as one transaction: what it noted is written when it resolves, nothing when it rejects. When a race
   * is lost (a deadlock, a row that appeared), the work is run again from the start on a fresh unit of work; so it
   * must change nothing outside of it.
   * @throws whatever the work throws; errors of Postgres as pg gives them
   */
  inUnitOfWork<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  /** Reads outside of any transaction. */
  reader<E extends ObjectLiteral>(schema: EntitySchema<E>): Reader<E>;
  /** The pool of connections, for statements of your own outside of any transaction. */
  readonly pool: Queryable;
  /** For readiness: resolves when the database answers. */
  check(): Promise<void>;
  /** Closes the connections. Units of work under way are lost: see that there are none. */
  close(): Promise<void>;
}

/** How often a unit of work is run before a lost race comes through as an error. */
const mostRuns = 5;

/**
 * Connects to a database whose tables exist already (see `migrate` of @ordersaga/postgres).
 * @throws ConnectionFailedError of @ordersaga/postgres when the database can't be reached
 */
export async function openEntityStore(options: EntityStoreOptions): Promise<EntityStore> {
  const dataSource = await createDataSource(options).initialize();
  return new TypeOrmStore(dataSource, options.hint);
}

class TypeOrmStore implements EntityStore {
  readonly pool: Queryable;

  constructor(
    private readonly dataSource: DataSource,
    private readonly hint: { notify(): void } | undefined,
  ) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  async inUnitOfWork<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    for (let run = 1; ; run++) {
      try {
        const { result, announced } = await runTransaction(this.dataSource, work);
        if (announced) this.hint?.notify();
        return result;
      } catch (error) {
        if (run === mostRuns || !isLostRace(error)) throw error;
      }
    }
  }

  reader<E extends ObjectLiteral>(schema: EntitySchema<E>): Reader<E> {
    return new EntityReader(this.dataSource.manager, schema);
  }

  async check(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
