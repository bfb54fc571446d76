import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { claimMessages, inboxMigrations, maintainInbox } from '../src';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase('inbox');
  await migrate({ connectionString: database.url, modules: [inboxMigrations] });
  pool = createPool({ connectionString: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Closes the current generation now. */
const rotate = () => maintainInbox(pool, { rotateAfterMs: 0 });

/** Resolves once a backend of this database waits for another one's lock. */
const someoneWaits = () =>
  eventually(async () => {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows).not.toHaveLength(0);
  });

describe('claiming messages', () => {
  it('gives each id out once, however often it comes', async () => {
    expect(await claimMessages(pool, 'stock', ['a', 'b', 'a'])).toEqual(new Set(['a', 'b']));
    expect(await claimMessages(pool, 'stock', ['b', 'c'])).toEqual(new Set(['c']));
    expect(await claimMessages(pool, 'stock', ['a', 'b', 'c'])).toEqual(new Set());
  });

  it('takes an empty batch', async () => {
    expect(await claimMessages(pool, 'stock', [])).toEqual(new Set());
  });

  it('keeps consumers apart', async () => {
    await claimMessages(pool, 'one', ['shared']);
    expect(await claimMessages(pool, 'two', ['shared'])).toEqual(new Set(['shared']));
  });

  it('forgets a claim whose transaction is rolled back', async () => {
    const failing = inTransaction(pool, async (client) => {
      await claimMessages(client, 'stock', ['rolled-back']);
      throw new Error('handler failed');
    });
    await expect(failing).rejects.toThrow('handler failed');
    expect(await claimMessages(pool, 'stock', ['rolled-back'])).toEqual(new Set(['rolled-back']));
  });

  it('knows a message again after its partition was closed', async () => {
    await claimMessages(pool, 'stock', ['old']);
    await rotate();
    await rotate();
    expect(await claimMessages(pool, 'stock', ['old', 'new'])).toEqual(new Set(['new']));
  });

  it('refuses a transaction whose snapshot may be too old', async () => {
    const claim = inTransaction(pool, async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      return claimMessages(client, 'stock', ['x']);
    });
    await expect(claim).rejects.toMatchObject({ code: '0A000' });
  });
});

describe('two transactions that claim the same message', () => {
  async function race(end: 'COMMIT' | 'ROLLBACK', between: () => Promise<unknown>): Promise<Set<string>> {
    const id = `raced-${Math.random()}`;
    const first = await pool.connect();
    try {
      await first.query('BEGIN');
      expect(await claimMessages(first, 'stock', [id])).toEqual(new Set([id]));
      const second = claimMessages(pool, 'stock', [id]);
      await someoneWaits();
      await between();
      await first.query(end);
      return await second;
    } finally {
      first.release();
    }
  }

  it('let the second wait, and see a duplicate when the first commits', async () => {
    expect((await race('COMMIT', () => Promise.resolve())).size).toBe(0);
  });

  it('let the second have it when the first rolls back', async () => {
    expect((await race('ROLLBACK', () => Promise.resolve())).size).toBe(1);
  });

  it('are not parted by a new partition: it cannot be opened while a claim is under way', async () => {
    const seen = await race('COMMIT', () => expect(rotate()).rejects.toMatchObject({ code: '55P03' }));
    expect(seen.size).toBe(0);
  });

  it('never both have it, while partitions are opened all the time', async () => {
    let rotating = true;
    const rotation = (async () => {
      while (rotating) await rotate().catch(() => undefined);
    })();
    const claims = Array.from({ length: 40 }, (_, n) =>
      Promise.all([1, 2, 3].map(() => claimMessages(pool, 'raced', [`m${n}`, `m${n + 1}`]))),
    );
    const given = (await Promise.all(claims)).flat().flatMap((fresh) => [...fresh]);
    rotating = false;
    await rotation;
    expect(given.sort()).toEqual(Array.from({ length: 41 }, (_, n) => `m${n}`).sort());
  });

  it('do not deadlock when their batches overlap in opposite order', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `overlap-${n}`);
    const both = await Promise.all([
      claimMessages(pool, 'stock', ids),
      claimMessages(pool, 'stock', [...ids].reverse()),
    ]);
    expect(both[0].size + both[1].size).toBe(200);
  });
});
