import { createPool, migrate } from '@ordersaga/postgres';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { claimMessages, inboxMigrations, maintainInbox, startInboxUpkeep } from '../src';

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await freshDatabase('inbox_upkeep');
  await migrate({ connectionString: database.url, modules: [inboxMigrations] });
  pool = createPool({ connectionString: database.url });
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** Makes every generation look as if it had been opened and closed this many days earlier. */
const age = (days: number) =>
  pool.query(
    `UPDATE inbox_generations SET opened_at = opened_at - $1 * interval '1 day', closed_at = closed_at - $1 * interval '1 day'`,
    [days],
  );

const partitions = async () => {
  const { rows } = await pool.query(`SELECT inhrelid FROM pg_inherits WHERE inhparent = 'inbox'::regclass`);
  return rows.length;
};

describe('maintaining the inbox', () => {
  it('leaves a young partition alone', async () => {
    expect(await maintainInbox(pool)).toEqual({ opened: 0, dropped: 0 });
    expect(await partitions()).toBe(1);
  });

  it('opens the next partition in time and keeps the closed one for eight days', async () => {
    await claimMessages(pool, 'stock', ['early']);
    await age(2);
    expect(await maintainInbox(pool)).toEqual({ opened: 1, dropped: 0 });
    await age(1);
    expect(await maintainInbox(pool)).toEqual({ opened: 0, dropped: 0 });
    expect(await claimMessages(pool, 'stock', ['early'])).toEqual(new Set());
    await age(7.1);
    expect(await maintainInbox(pool)).toEqual({ opened: 1, dropped: 1 });
    expect(await partitions()).toBe(2);
    expect(await claimMessages(pool, 'stock', ['early'])).toEqual(new Set(['early']));
  });

  it('opens one partition when several instances ask at once', async () => {
    await age(3);
    const rounds = await Promise.all([1, 2, 3].map(() => maintainInbox(pool)));
    expect(rounds.reduce((sum, round) => sum + round.opened, 0)).toBe(1);
  });

  it('goes on after a round that failed', async () => {
    await age(3);
    const failures: string[] = [];
    let calls = 0;
    const client = {
      query: (...args: Parameters<Pool['query']>) =>
        (calls += 1) === 1 ? Promise.reject(new Error('down')) : pool.query(...args),
    };
    const upkeep = startInboxUpkeep({
      client: client as unknown as Pool,
      everyMs: 20,
      logger: { warn: (fields) => failures.push((fields.err as Error).message) },
    });
    await eventually(async () => expect(await partitions()).toBe(2));
    await upkeep.stop();
    expect(failures).toEqual(['down']);
  });
});
