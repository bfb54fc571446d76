import { firstCopies, type Copies, type CopyRegister } from '@ordersaga/projection';
import { whileAvailable } from './redis-availability';
import { RedisScript } from './redis-script';
import type { ReplicatedWrites } from './replicated-writes';
import type { RedisClient } from './redis-connection';

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

  read(): Promise<Copies> {
    return whileAvailable(async () => {
      const stored = await this.redis.get(this.key);
      return stored === null ? firstCopies : (JSON.parse(stored) as Copies);
    });
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
