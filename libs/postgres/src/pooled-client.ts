import { Client } from 'pg';
import { ConnectionFailedError } from './connection-failed-error';

type Connected = (error: Error | null, client?: PooledClient) => void;

/**
 * pg's client, except that a failure to connect comes as ConnectionFailedError: the same SQLSTATE (55000, 42501) may
 * else be a fault of a statement. For the `Client` setting of a pool, TypeORM's too.
 */
export class PooledClient extends Client {
  override connect(): Promise<this>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<this> | void {
    if (callback) return super.connect((error: Error | null) => callback(error && failed(error), this));
    return super.connect().then(
      () => this,
      (error: unknown) => Promise.reject(failed(error)),
    );
  }
}

function failed(error: unknown): ConnectionFailedError {
  return new ConnectionFailedError(error);
}
