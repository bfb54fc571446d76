import { randomUUID } from 'node:crypto';
import { createKeyspace, shardCount } from './keyspace';

describe('the keyspace', () => {
  it('puts the keys of a shard into one hash slot', () => {
    const { orders, counters } = createKeyspace('test-').shards[7]!;
    expect(orders).toBe('test-sales:v1:{7}:orders');
    expect(counters).toBe('test-sales:v1:{7}:counters');
  });

  it('never moves an order to another shard', () => {
    const keyspace = createKeyspace('');
    const places = ['order-1', 'order-2', 'ä'].map((id) => keyspace.shards.indexOf(keyspace.shardOf(id)));
    expect(places).toEqual([13, 4, 2]);
  });

  it('spreads orders evenly', () => {
    const keyspace = createKeyspace('');
    const sizes = new Map(keyspace.shards.map((shard) => [shard, 0]));
    for (let n = 0; n < 16_000; n += 1) {
      const shard = keyspace.shardOf(randomUUID());
      sizes.set(shard, sizes.get(shard)! + 1);
    }
    expect(sizes.size).toBe(shardCount);
    for (const size of sizes.values()) expect(Math.abs(size - 1_000)).toBeLessThan(200);
  });
});
