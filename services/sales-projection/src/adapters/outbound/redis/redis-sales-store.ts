import { VersionGapError } from '@ordersaga/projection';
import type { SalesPage, SalesReading, SalesStore } from '../../../application/sales-store';
import type { OrderStep } from '../../../domain/order-step';
import type { PriceCount } from '../../../domain/product-sales';
import type { Keyspace, ShardKeys } from './keyspace';
import { compareBytes, fromMember, priceRange, readPriceMember, toMember, toPriceText } from './price-member';
import { whileAvailable } from './redis-availability';
import type { RedisClient } from './redis-connection';
import { RedisScript } from './redis-script';
import { ReplicatedWrites } from './replicated-writes';

type Gap = [orderId: string, stored: number, first: number];
type Counts = [
  open: string | null,
  completed: string | null,
  failed: string | null,
  cancelled: string | null,
];
type ShardReading = [asOf: string | null, rows: [member: string, counts: Counts][]];

const applySteps = new RedisScript('apply-steps');
const readCounts = new RedisScript('read-counts');

/** The counters on Redis: one script call per shard for a batch, and for a query. */
export class RedisSalesStore implements SalesStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly keyspace: Keyspace,
    private readonly writes = new ReplicatedWrites(redis, 0),
  ) {}

  async apply(steps: readonly OrderStep[]): Promise<void> {
    const gaps = await whileAvailable(async () => {
      const byShard = this.byShard(steps);
      const calls = [...byShard].map(([shard, own]) => this.applyToShard(shard, own));
      const found = (await Promise.all(calls)).flat();
      await this.writes.confirm([...byShard.keys()]);
      return found;
    });
    const [gap] = gaps;
    if (gap) throw new VersionGapError(...gap);
  }

  versionOf(orderId: string): Promise<number> {
    return whileAvailable(async () => {
      const record = await this.redis.hget(this.keyspace.shardOf(orderId).orders, orderId);
      return record === null ? 0 : (JSON.parse(record) as [version: number])[0];
    });
  }

  readProduct(productId: string): Promise<SalesReading> {
    return whileAvailable(() => this.readRange(productId, productId));
  }

  readPage(after: string | undefined, limit: number): Promise<SalesPage> {
    return whileAvailable(async () => {
      const found = await this.productsAfter(after, limit + 1);
      const productIds = found.slice(0, limit);
      // Without a product there is still a time to tell: an empty range reads just that.
      const reading = await this.readRange(productIds[0] ?? '', productIds.at(-1) ?? '');
      return { ...reading, productIds, more: found.length > limit };
    });
  }

  private byShard(steps: readonly OrderStep[]): Map<ShardKeys, OrderStep[]> {
    const byShard = new Map<ShardKeys, OrderStep[]>();
    for (const step of steps) {
      const shard = this.keyspace.shardOf(step.orderId);
      const own = byShard.get(shard);
      if (own) own.push(step);
      else byShard.set(shard, [step]);
    }
    return byShard;
  }

  private async applyToShard(shard: ShardKeys, steps: readonly OrderStep[]): Promise<Gap[]> {
    const { orders, counters, prices, products, meta } = shard;
    const keys = [orders, counters, prices, products, meta];
    return (await applySteps.run(this.writes.redis, keys, steps.map(toArgument))) as Gap[];
  }

  /** The first ids of the union: each shard's first ones hold them for certain. */
  private async productsAfter(after: string | undefined, limit: number): Promise<string[]> {
    const from = after === undefined ? '-' : `(${toMember(after)}`;
    const found = await Promise.all(
      this.keyspace.shards.map(({ products }) =>
        this.redis.zrangebylex(products, from, '+', 'LIMIT', 0, limit),
      ),
    );
    return [...new Set(found.flat())].sort(compareBytes).slice(0, limit).map(fromMember);
  }

  private async readRange(firstProduct: string, lastProduct: string): Promise<SalesReading> {
    const { from, to } = priceRange(firstProduct, lastProduct);
    const readings = (await Promise.all(
      this.keyspace.shards.map(({ counters, prices, meta }) =>
        readCounts.run(this.redis, [counters, prices, meta], [from, to]),
      ),
    )) as ShardReading[];
    const newest = Math.max(...readings.map(([asOf]) => Number(asOf ?? 0)));
    const counts = readings.flatMap(([, rows]) => rows.map(([member, own]) => toCount(member, own)));
    return { counts, asOf: newest > 0 ? new Date(newest) : null };
  }
}

function toArgument({ orderId, first, last, at, lines, outcome }: OrderStep): string {
  const parts = lines?.map((line) => [
    toMember(line.productId),
    toPriceText(line.unitPrice),
    String(line.quantity),
  ]);
  return JSON.stringify({ orderId, first, last, at: at.getTime(), outcome, lines: parts });
}

function toCount(member: string, [open, completed, failed, cancelled]: Counts): PriceCount {
  const byOutcome = {
    open: Number(open ?? 0),
    completed: Number(completed ?? 0),
    failed: Number(failed ?? 0),
    cancelled: Number(cancelled ?? 0),
  };
  return { ...readPriceMember(member), byOutcome };
}
