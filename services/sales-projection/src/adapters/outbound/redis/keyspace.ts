/**
 * How many parts the counters are spread over. Fixed for a layout: another number would look for an order's version in
 * another shard, and count it again.
 */
export const shardCount = 16;

/** The keys of one shard. */
export interface ShardKeys {
  readonly orders: string;
  readonly counters: string;
  readonly prices: string;
  readonly products: string;
  readonly meta: string;
}

/** The keys of every shard of one copy of the projection. */
export interface Keyspace {
  readonly shards: readonly ShardKeys[];
  /** The shard that holds an order and its part of the counters. */
  shardOf(orderId: string): ShardKeys;
}

/**
 * Names the keys of one copy of the projection, e.g. `sales:v1:{7}:orders`. The braces put the keys of a shard into one
 * hash slot of Redis Cluster; the copy's name keeps a rebuild apart from the live one.
 */
export function createKeyspace(prefix: string, copy = 'v1'): Keyspace {
  const shards = Array.from({ length: shardCount }, (_, shard) =>
    shardKeys(`${prefix}sales:${copy}:{${shard}}`),
  );
  return { shards, shardOf: (orderId) => shards[fnv1a(orderId) % shardCount] as ShardKeys };
}

function shardKeys(shard: string): ShardKeys {
  return {
    orders: `${shard}:orders`,
    counters: `${shard}:counters`,
    prices: `${shard}:prices`,
    products: `${shard}:products`,
    meta: `${shard}:meta`,
  };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): stable over processes and versions, and spreads similar ids well. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
