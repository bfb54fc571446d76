import { Client } from 'pg';
import { ConnectionFailedError } from './connection-failed-error';
import { mergeWrites, type Corkable } from './merge-writes';

type Connected = (error: Error | null, client?: PooledClient) => void;

/**
 * pg's client, except that a failure to connect comes as ConnectionFailedError: the same SQLSTATE (55000, 42501) may
 * else be a fault of a statement; and that statements of one moment go out in one write. For the `Client` setting of a
 * pool, TypeORM's too.
 */
export class PooledClient extends Client {
  override connect(): Promise<this>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<this> | void {
    if (callback)
      return super.connect((error: Error | null) => {
        if (!error) this.mergeWrites();
        callback(error && failed(error), this);
      });
    return super.connect().then(
      () => {
        this.mergeWrites();
        return this;
      },
      (error: unknown) => Promise.reject(failed(error)),
    );
  }

  private mergeWrites(): void {
    const { connection } = this as unknown as { connection: { stream: Corkable } };
    mergeWrites(connection.stream);
  }
}

function failed(error: unknown): ConnectionFailedError {
  return new ConnectionFailedError(error);
}
