import { FirstFailure } from '@ordersaga/postgres';
import type { PoolClient } from 'pg';
import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import { TransactionalUnitOfWork, type UnitOfWork } from './unit-of-work';

/** What the work gave back, and whether messages were appended to the outbox. */
export interface Committed<T> {
  readonly result: T;
  readonly announced: boolean;
}

/**
 * Runs the work in one transaction on one connection and writes what it noted. A connection that breaks on the way is
 * thrown away, and the error says so as pg does.
 */
export async function runTransaction<T>(
  dataSource: DataSource,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<Committed<T>> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  const connection = watch(client);
  const statements = new FirstFailure(client);
  try {
    await runner.startTransaction();
    const unit = new TransactionalUnitOfWork(runner.manager, statements);
    const result = await work(unit);
    const { announced } = await unit.flush();
    await runner.commitTransaction();
    return { result, announced };
  } catch (error) {
    await rollBack(runner, client);
    throw connection.lost() ?? statements.behind(asGivenByDriver(error));
  } finally {
    connection.unwatch();
    await runner.release();
  }
}

/**
 * When its connection breaks TypeORM releases the runner, and all one hears of it later is that it "was already
 * released". This remembers why.
 */
function watch(client: PoolClient): { lost: () => Error | undefined; unwatch: () => void } {
  let reason: Error | undefined;
  const onError = (error: Error): void => void (reason ??= error);
  client.on('error', onError);
  return { lost: () => reason, unwatch: () => client.removeListener('error', onError) };
}

async function rollBack(runner: QueryRunner, client: PoolClient): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    // A connection that can't roll back must not go back to the pool: pg-pool drops one that has been ended.
    (client as unknown as { end(): Promise<void> }).end().catch(() => undefined);
  }
}

function asGivenByDriver(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}
