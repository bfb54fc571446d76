import { ConnectionFailedError, isUnavailable } from '@ordersaga/postgres';
import type { OutboxMessage } from '@ordersaga/outbox';
import { eventually } from '@ordersaga/test-kit';
import type { EntityStore } from '../src';
import { account, accounts, notes, openAccounts } from './accounts';

const message = (messageId: string): OutboxMessage => ({
  messageId,
  topic: 'accounts',
  key: 'a',
  headers: {},
  payload: { messageId },
});

describe('an entity store', () => {
  let database: Awaited<ReturnType<typeof openAccounts>>;
  let store: EntityStore;
  let hints = 0;

  beforeAll(async () => {
    database = await openAccounts();
    store = await database.open({ hint: { notify: () => void hints++ } });
  });
  beforeEach(async () => {
    hints = 0;
    await database.client.query('TRUNCATE accounts, notes, outbox');
  });
  afterAll(() => database.close());

  const save = (...ids: string[]) =>
    store.inUnitOfWork(async (unit) => unit.repository(accounts).saveAll(ids.map((id) => account(id))));
  const outboxIds = async () =>
    (
      await database.client.query<{ message_id: string }>('SELECT message_id FROM outbox ORDER BY id')
    ).rows.map((row) => row.message_id);

  it('gives back what was saved: big numbers, JSON, milliseconds, null', async () => {
    const big = { ...account('big', 9_007_199_254_740_991), limits: [] };
    await store.inUnitOfWork(async (unit) => {
      unit.repository(accounts).saveAll([big, account('small', -1)]);
      unit.repository(notes).saveAll([{ noteId: 'n', text: null }]);
    });
    expect(await store.reader(accounts).load(['small', 'big', 'nowhere'])).toEqual(
      new Map([
        ['big', big],
        ['small', account('small', -1)],
      ]),
    );
    expect(await store.reader(notes).list()).toEqual([{ noteId: 'n', text: null }]);
  });

  it('lists what fits, in order', async () => {
    await save('b', 'c', 'a');
    const all = await store.reader(accounts).list({ order: { accountId: 'ASC' } });
    expect(all.map(({ accountId }) => accountId)).toEqual(['a', 'b', 'c']);
    expect(await store.reader(accounts).list({ where: { accountId: 'b' } })).toEqual([account('b')]);
  });

  it('refuses a number that JavaScript cannot hold exactly, rather than rounding it', async () => {
    await save('huge');
    await database.client.query('UPDATE accounts SET balance = 9007199254740993');
    await expect(store.reader(accounts).list()).rejects.toThrow(RangeError);
  });

  it('commits changes, claims and messages together, and gives the hint once', async () => {
    const fresh = await store.inUnitOfWork(async (unit) => {
      const claimed = await unit.claimMessages('spec', ['m1', 'm2', 'm1']);
      unit.announce([message('o1')]);
      unit.repository(accounts).saveAll([account('a')]);
      unit.announce([message('o2')]);
      return claimed;
    });
    expect(fresh).toEqual(new Set(['m1', 'm2']));
    expect(await outboxIds()).toEqual(['o1', 'o2']);
    expect(hints).toBe(1);
  });

  it('leaves nothing when one of the writes fails, though the others are on their way with it', async () => {
    const work = store.inUnitOfWork(async (unit) => {
      unit.repository(accounts).saveAll([account('a')]);
      unit.repository(notes).saveAll([{ noteId: 'n', text: 'not text: \u0000' }]);
      unit.announce([message('o1')]);
    });
    await expect(work).rejects.toMatchObject({ code: '22P05' });
    expect(await outboxIds()).toEqual([]);
    expect(await store.reader(accounts).list()).toEqual([]);
    expect(hints).toBe(0);
    await save('b');
    expect(await store.reader(accounts).list()).toEqual([account('b')]);
  });

  it('leaves nothing of a unit of work that throws', async () => {
    const work = store.inUnitOfWork(async (unit) => {
      await unit.claimMessages('spec', ['m3']);
      unit.repository(accounts).saveAll([account('a')]);
      unit.announce([message('o3')]);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await store.reader(accounts).list()).toEqual([]);
    expect(await outboxIds()).toEqual([]);
    expect(hints).toBe(0);
    const fresh = await store.inUnitOfWork((unit) => unit.claimMessages('spec', ['m3']));
    expect(fresh).toEqual(new Set(['m3']));
  });

  it('writes any number of entities of a type in one statement, and reads them in one', async () => {
    const ids = Array.from({ length: 500 }, (_, at) => `bulk-${at}`);
    await save(...ids);
    const statements = await store.inUnitOfWork(async (unit) => {
      const repository = unit.repository(accounts);
      const loaded = await repository.loadForUpdate(ids);
      repository.saveAll([...loaded.values()].map((one) => ({ ...one, balance: 1 })));
      repository.saveAll([...loaded.values()].map((one) => ({ ...one, balance: one.balance + 2 })));
      return countStatements(unit.client);
    });
    expect(statements()).toEqual(['INSERT']);
    const balances = (await store.reader(accounts).list()).map(({ balance }) => balance);
    expect(balances).toEqual(ids.map(() => 2));
  });

  it('splits what has more parameters than a statement may have', async () => {
    const ids = Array.from({ length: 17_000 }, (_, at) => `many-${at}`);
    await save(...ids);
    expect((await store.reader(accounts).load(ids)).size).toBe(ids.length);
  });

  it('does not overwrite a row that appeared after it was looked for, but runs the work again', async () => {
    let runs = 0;
    await store.inUnitOfWork(async (unit) => {
      runs += 1;
      const repository = unit.repository(accounts);
      const before = (await repository.loadForUpdate(['a'])).get('a');
      // Another transaction is first, after this one has looked.
      if (runs === 1) await database.client.query(`INSERT INTO accounts VALUES ('a', 10, '[]', now())`);
      repository.saveAll([account('a', (before?.balance ?? 0) + 1)]);
    });
    expect(runs).toBe(2);
    expect(await store.reader(accounts).list()).toEqual([account('a', 11)]);
  });

  it('counts up correctly under contention, whatever the order of the ids', async () => {
    const ids = ['x', 'y', 'z'];
    const add = (order: string[]) =>
      store.inUnitOfWork(async (unit) => {
        const repository = unit.repository(accounts);
        const found = await repository.loadForUpdate(order);
        repository.saveAll(order.map((id) => account(id, (found.get(id)?.balance ?? 0) + 1)));
      });
    await Promise.all(Array.from({ length: 40 }, (_, at) => add(at % 2 === 0 ? ids : [...ids].reverse())));
    const balances = (await store.reader(accounts).list()).map(({ balance }) => balance);
    expect(balances).toEqual([40, 40, 40]);
  });

  it('refuses to save what was read without a lock', async () => {
    await save('a');
    const work = store.inUnitOfWork(async (unit) => {
      const repository = unit.repository(accounts);
      repository.saveAll([...(await repository.load(['a'])).values()]);
    });
    await expect(work).rejects.toMatchObject({ code: 'not-locked' });
  });

  it('tells a lost connection as unavailability and goes on with the next', async () => {
    const cut = store.inUnitOfWork(async (unit) => {
      await unit.client.query('SELECT 1');
      await database.client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'unit-of-work-spec' AND datname = current_database()`,
      );
      unit.repository(accounts).saveAll([account('a')]);
    });
    const error: unknown = await cut.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isUnavailable(error)).toBe(true);
    // Some other connection of the pool may still look alive to it.
    await eventually(() => save('b'));
    expect(await store.reader(accounts).list()).toEqual([account('b')]);
  });

  it('gets what a silent transaction of another instance holds, once the server has ended that', async () => {
    await save('a');
    const [dead, alive] = await Promise.all(
      [1, 2].map(() => database.open({ statementTimeoutMs: 2_000, applicationName: 'silent' })),
    );
    let revive = (): void => undefined;
    const add = (one: EntityStore, pause?: Promise<void>) =>
      one.inUnitOfWork(async (unit) => {
        const before = (await unit.repository(accounts).loadForUpdate(['a'])).get('a');
        unit.repository(accounts).saveAll([account('a', (before?.balance ?? 0) + 1)]);
        await pause;
      });
    const silent = add(dead!, new Promise((resolve) => (revive = resolve))).catch(
      (reason: unknown) => reason,
    );
    await eventually(async () => {
      const { rows } = await database.client.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'silent' AND state = 'idle in transaction'`,
      );
      expect(rows).toHaveLength(1);
    });
    await add(alive!);
    revive();
    expect(isUnavailable(await silent)).toBe(true);
    expect(await store.reader(accounts).list()).toEqual([account('a', 1)]);
  });

  it('tells that it is not let in as unavailability', async () => {
    const outside = database.open({ connectionString: 'postgres://nobody:x@127.0.0.1:1/nowhere' });
    await expect(outside).rejects.toBeInstanceOf(ConnectionFailedError);
    const closed = await database.open();
    await closed.close();
    const error: unknown = await closed
      .inUnitOfWork(() => Promise.resolve())
      .catch((reason: unknown) => reason);
    expect(isUnavailable(error)).toBe(true);
  });

  it('takes a broken rule of the table for what it is', async () => {
    await database.client.query('ALTER TABLE accounts ADD CONSTRAINT positive CHECK (balance >= -1)');
    const work = store.inUnitOfWork(async (unit) => unit.repository(accounts).saveAll([account('a', -2)]));
    await expect(work).rejects.toMatchObject({ code: '23514', constraint: 'positive' });
  });
});

/** The first words of the statements that the connection runs from now on. */
function countStatements(client: object): () => string[] {
  const seen: string[] = [];
  const watched = client as { query(...args: unknown[]): unknown };
  const original = watched.query.bind(client);
  watched.query = (...args: unknown[]) => {
    const [first] = args as [string | { text: string }];
    seen.push((typeof first === 'string' ? first : first.text).split(' ')[0] ?? '');
    return original(...args);
  };
  return () => {
    watched.query = original;
    return seen;
  };
}
