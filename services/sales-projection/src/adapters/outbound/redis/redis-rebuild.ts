import type { CopyRegister } from '@ordersaga/projection';
import type { RebuildTarget, StoredOrder } from '@ordersaga/rebuild';
import { countOrderEvents } from '../../../application/count-order-events';
import { createKeyspace, type Keyspace } from './keyspace';
import { whileAvailable } from './redis-availability';
import type { RedisClient } from './redis-connection';
import { RedisSalesStore } from './redis-sales-store';
import { ReplicatedWrites } from './replicated-writes';

/** Orders read at once. */
const portion = 1_000;

/** What a rebuild of the counters is made with. */
export interface RedisRebuildOptions {
  readonly redis: RedisClient;
  /** Before every key. */
  readonly prefix: string;
  readonly writes: ReplicatedWrites;
  readonly register: CopyRegister;
}

/** Copies of the counters on Redis, as a rebuild fills, reads and removes them. */
export function redisRebuild({ redis, prefix, writes, register }: RedisRebuildOptions): RebuildTarget {
  const keyspaceOf = (copy: string): Keyspace => createKeyspace(prefix, copy);
  return {
    register,
    build: (copy) => {
      const keyspace = keyspaceOf(copy);
      // No replica need have it before the switch.
      const store = new RedisSalesStore(redis, keyspace, new ReplicatedWrites(redis, 0));
      return {
        add: (events) => countOrderEvents(store, events),
        finish: async () => undefined,
        secure: () => whileAvailable(() => writes.confirm(keyspace.shards)),
      };
    },
    orders: (copy) => ordersOf(redis, keyspaceOf(copy)),
    ordersById: (copy, orderIds) => whileAvailable(() => ordersById(redis, keyspaceOf(copy), orderIds)),
    remove: (copy) => whileAvailable(() => removeCopy(redis, keyspaceOf(copy))),
  };
}

async function* ordersOf(redis: RedisClient, { shards }: Keyspace): AsyncGenerator<Map<string, StoredOrder>> {
  for (const { orders } of shards)
    for (let cursor: string | undefined; cursor !== '0';) {
      const from: string = cursor ?? '0';
      const [next, fields] = await whileAvailable(() => redis.hscan(orders, from, 'COUNT', portion));
      cursor = next;
      yield new Map(pairsOf(fields).map(([orderId, record]) => [orderId, storedOrder(record)]));
    }
}

async function ordersById(
  redis: RedisClient,
  keyspace: Keyspace,
  orderIds: readonly string[],
): Promise<Map<string, StoredOrder>> {
  const byShard = new Map<string, string[]>();
  for (const orderId of orderIds) {
    const { orders } = keyspace.shardOf(orderId);
    byShard.set(orders, [...(byShard.get(orders) ?? []), orderId]);
  }
  const found = new Map<string, StoredOrder>();
  const readShard = async ([orders, own]: [string, string[]]): Promise<void> => {
    const records = await redis.hmget(orders, ...own);
    for (const [index, record] of records.entries())
      if (record !== null) found.set(own[index] as string, storedOrder(record));
  };
  await Promise.all([...byShard].map(readShard));
  return found;
}

async function removeCopy(redis: RedisClient, { shards }: Keyspace): Promise<void> {
  await Promise.all(shards.map((keys) => redis.unlink(...(Object.values(keys) as string[]))));
}

/** Of a record as `apply-steps.lua` keeps it: `[version, outcome, lines]`. */
function storedOrder(record: string): StoredOrder {
  const end = record.indexOf(',');
  return { version: Number(record.slice(1, end)), content: record.slice(end) };
}

function pairsOf(fields: readonly string[]): [string, string][] {
  return Array.from({ length: fields.length / 2 }, (_, index) => [
    fields[2 * index] as string,
    fields[2 * index + 1] as string,
  ]);
}
