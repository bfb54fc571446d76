import {
  firstCopies,
  isStoreUnavailable,
  StoreUnavailableError,
  type Copies,
  type CopyRegister,
} from '@ordersaga/projection';
import { whileAvailable } from './redis-availability';
import { whyAway, type RedisClient } from './redis-connection';
import { RedisScript } from './redis-script';
import type { ReplicatedWrites } from './replicated-writes';

const replaceCopies = new RedisScript('replace-copies');

/** Which copy of the counters answers, under `{prefix}sales:{copies}`. */
export class RedisCopyRegister implements CopyRegister {
  private readonly key: string;

  constructor(
    private readonly redis: RedisClient,
    private readonly writes: ReplicatedWrites,
    prefix: string,
  ) {
    this.key = `${prefix}sales:{copies}`;
  }

  /** @throws StoreUnavailableError that says what keeps the connection from being made, if that is it */
  async read(): Promise<Copies> {
    try {
      const stored = await whileAvailable(() => this.redis.get(this.key));
      return stored === null ? firstCopies : (JSON.parse(stored) as Copies);
    } catch (error) {
      const reason = whyAway(this.redis);
      throw reason && isStoreUnavailable(error) ? new StoreUnavailableError('Redis', reason) : error;
    }
  }

  replace(revision: number, copies: Copies): Promise<boolean> {
    return whileAvailable(async () => {
      const values = [String(revision), JSON.stringify(copies)];
      const replaced = (await replaceCopies.run(this.writes.redis, [this.key], values)) === 1;
      // What a failover took back would be another copy that answers.
      if (replaced) await this.writes.confirm([{ meta: `${this.key}:confirming` }]);
      return replaced;
    });
  }
}
