import { changeCopies, firstCopies, StoreUnavailableError } from '@ordersaga/projection';
import { createLogger } from '@ordersaga/service-runtime';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { connectRedis, type RedisClient } from './redis-connection';
import { RedisCopyRegister } from './redis-copy-register';
import { ReplicatedWrites } from './replicated-writes';

describe('the register of copies on Redis', () => {
  const prefix = freshPrefix('copies');
  let redis: RedisClient;
  const register = (replicas = 0) =>
    new RedisCopyRegister(redis, new ReplicatedWrites(redis, replicas), prefix);

  beforeAll(async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    redis = await connectRedis({ urls: [stack().redis] }, logger);
  });
  afterAll(async () => {
    await redis.del(`${prefix}sales:{copies}`, `${prefix}sales:{copies}:confirming`);
    redis.disconnect();
  });

  it('tells of the first copy where nothing was ever stored', async () => {
    expect(await register().read()).toEqual(firstCopies);
  });

  it('stores nothing over what was not read', async () => {
    const rebuild = { id: 'a', by: 'b', since: 'c', copy: 'v2', beat: 0 };
    const first = { ...firstCopies, revision: 1, rebuild };
    const both = await Promise.all([register().replace(0, first), register().replace(0, first)]);
    expect(both.sort()).toEqual([false, true]);
    expect(await register().replace(7, { ...first, revision: 8 })).toBe(false);
    expect(await register().read()).toEqual(first);
    expect(await register().replace(1, { revision: 2, live: 'v2', newest: 2 })).toBe(true);
    expect(await register().read()).toEqual({ revision: 2, live: 'v2', newest: 2 });
  });

  it('loses no change of many that are made at once', async () => {
    const add = () => changeCopies(register(), (copies) => ({ ...copies, newest: copies.newest + 1 }));
    await Promise.all(Array.from({ length: 12 }, add));
    expect((await register().read()).newest).toBe(14);
  });

  it('takes nothing for stored that too few replicas have', async () => {
    const { revision, ...copies } = await register().read();
    const storing = register(1).replace(revision, { ...copies, revision: revision + 1 });
    await expect(storing).rejects.toBeInstanceOf(StoreUnavailableError);
  });
});
