import type { Db, MongoClient } from 'mongodb';
import { changeCopies, firstCopies } from '@ordersaga/projection';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { createMongoClient } from './mongo-connection';
import { MongoCopyRegister } from './mongo-copy-register';

describe('the register of copies on MongoDB', () => {
  let client: MongoClient;
  let database: Db;
  beforeAll(() => {
    client = createMongoClient(stack().mongo);
    database = client.db(freshPrefix('copies').slice(0, -1));
  });
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });

  it('tells of the first copy where nothing was ever stored', async () => {
    expect(await new MongoCopyRegister(database).read()).toEqual(firstCopies);
  });

  it('stores nothing over what was not read', async () => {
    const [one, other] = [new MongoCopyRegister(database), new MongoCopyRegister(database)];
    const rebuild = { id: 'a', by: 'b', since: 'c', copy: 'v2', beat: 0 };
    const first = { ...firstCopies, revision: 1, rebuild };
    const both = await Promise.all([one.replace(0, first), other.replace(0, first)]);
    expect(both.sort()).toEqual([false, true]);
    expect(await one.replace(0, { ...first, live: 'v9' })).toBe(false);
    expect(await other.replace(7, { ...first, revision: 8 })).toBe(false);
    expect(await one.read()).toEqual(first);
    expect(await other.replace(1, { revision: 2, live: 'v2', newest: 2 })).toBe(true);
    expect(await one.read()).toEqual({ revision: 2, live: 'v2', newest: 2 });
  });

  it('loses no change of many that are made at once', async () => {
    const { newest } = await new MongoCopyRegister(database).read();
    const add = () =>
      changeCopies(new MongoCopyRegister(database), (copies) => ({ ...copies, newest: copies.newest + 1 }));
    await Promise.all(Array.from({ length: 12 }, add));
    expect((await new MongoCopyRegister(database).read()).newest).toBe(newest + 12);
  });
});
