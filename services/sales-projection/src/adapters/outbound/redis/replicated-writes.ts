import { Cluster } from 'ioredis';
import { StoreUnavailableError } from '@ordersaga/projection';
import type { ShardKeys } from './keyspace';
import type { RedisClient } from './redis-connection';

/** Longest wait for replicas, milliseconds: less than a command may take, so that Redis itself tells how many have it. */
const patienceMs = 1_000;

/**
 * The connection that writes, and how many replicas must have what it wrote before that counts as stored. Redis
 * acknowledges a write before any replica has it, so a failover may lose it; the consumer, told that all is stored,
 * would never bring it again. WAIT holds up all that follows on its connection: give it one of its own.
 */
export class ReplicatedWrites {
  constructor(
    readonly redis: RedisClient,
    private readonly replicas: number,
  ) {}

  /**
   * Resolves once the replicas have all that these shards hold by now, whoever wrote it; at once when none must.
   * @throws StoreUnavailableError when too few have
   */
  async confirm(shards: readonly Pick<ShardKeys, 'meta'>[]): Promise<void> {
    if (this.replicas === 0) return;
    // One server has one stream of writes, however many shards.
    const masters = this.redis instanceof Cluster ? shards : shards.slice(0, 1);
    await Promise.all(masters.map((shard) => this.confirmOn(shard)));
  }

  /**
   * WAIT asks about this connection's own last write (from Redis 7.2 on; before, about all writes), and what was counted
   * may be another's: so there is one write more. The pipeline keeps both on the master of the shard.
   */
  private async confirmOn({ meta }: Pick<ShardKeys, 'meta'>): Promise<void> {
    const pipeline = this.redis.pipeline().hset(meta, 'confirming', 1).wait(this.replicas, patienceMs);
    const [write, wait] = (await pipeline.exec()) ?? [];
    const error = write?.[0] ?? wait?.[0];
    if (error) throw error;
    const having = Number(wait?.[1] ?? 0);
    if (having < this.replicas)
      throw new StoreUnavailableError('Redis', new Error(`${having} of ${this.replicas} replicas have it`));
  }
}
