import { createPool, inTransaction } from '@ordersaga/postgres';
import { freshDatabase, openTransaction, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool, PoolClient } from 'pg';
import { describeLog, openCursor, readNext, type LogRow, type SnapshotCursor } from '../src';

interface Row extends LogRow {
  readonly key: string;
  readonly number: number;
}

const log = describeLog({ table: 'log', id: 'id', columns: 'id, key, number' });

/** Reads to the end of what is there. */
async function drain(
  pool: Pool,
  from: SnapshotCursor,
  limit: number,
): Promise<{ rows: Row[]; cursor: SnapshotCursor }> {
  const rows: Row[] = [];
  for (let [cursor, pages] = [from, 0]; ; pages += 1) {
    if (pages > 10_000) throw new Error('reading never comes to an end');
    const page = await readNext<Row>(pool, log, cursor, limit);
    rows.push(...page.rows);
    cursor = page.cursor;
    if (page.complete) return { rows, cursor };
  }
}

describe('the snapshot cursor', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await freshDatabase('snapshot_cursor');
    pool = createPool({ connectionString: database.url, max: 20 });
    await pool.query(`
      CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text, number integer,
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id());
      CREATE INDEX ON log (transaction_id, id);
      CREATE TABLE keys (key text PRIMARY KEY, number integer NOT NULL)`);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  /** Writes the next rows of a key, its row locked first, as a service does. */
  const write = async (client: PoolClient, key: string, count = 1): Promise<void> => {
    const { rows } = await client.query<{ number: number }>(
      'UPDATE keys SET number = number + $2 WHERE key = $1 RETURNING number',
      [key, count],
    );
    const first = (rows[0]?.number ?? 0) - count + 1;
    await client.query(
      'INSERT INTO log (key, number) SELECT $1, n FROM generate_series($2::int, $3::int) n',
      [key, first, first + count - 1],
    );
  };
  const start = async (from: 'beginning' | 'end' = 'beginning'): Promise<SnapshotCursor> =>
    (await openCursor(pool, log, from)).cursor;

  it('reads every row once, in each key’s order, while others write and one transaction stays open', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `k${i}`);
    await pool.query('INSERT INTO keys SELECT unnest($1::text[]), 0', [[...keys, 'stranger']]);
    const stranger = await openTransaction(pool);
    await write(stranger, 'stranger');

    const perKey = 60;
    const writers = keys.map(async (key, w) => {
      for (let i = 0; i < perKey; i += 1)
        await inTransaction(pool, async (client) => {
          await write(client, key);
          // Lets commits happen in another order than the ids were drawn in.
          if ((i + w) % 3 === 0) await client.query('SELECT pg_sleep($1)', [((i * 7 + w) % 5) / 1000]);
        });
    });
    let writing = true;
    void Promise.all(writers).finally(() => (writing = false));

    let cursor = await start();
    let lastSeen = 0;
    const [ours, naive]: [Row[], Row[]] = [[], []];
    for (let more = true; more;) {
      more = writing;
      const read = await drain(pool, cursor, 7);
      ours.push(...read.rows);
      // As it goes through storage.
      cursor = JSON.parse(JSON.stringify(read.cursor)) as SnapshotCursor;
      const plain = await pool.query<Row>('SELECT id, key, number FROM log WHERE id > $1 ORDER BY id', [
        lastSeen,
      ]);
      naive.push(...plain.rows);
      lastSeen = Number(plain.rows.at(-1)?.id ?? lastSeen);
    }
    await Promise.all(writers);

    const total = keys.length * perKey;
    for (const key of keys) {
      const numbers = ours.filter((row) => row.key === key).map(({ number }) => number);
      expect(numbers).toEqual(Array.from({ length: perKey }, (_, i) => i + 1));
    }
    expect(ours).toHaveLength(total);
    // The reader that this one replaces does lose rows here; if it did not, this test would show nothing.
    expect(naive.length).toBeLessThan(total);

    await stranger.query('COMMIT');
    stranger.release();
    const late = await drain(pool, cursor, 7);
    expect(late.rows.map(({ key }) => key)).toEqual(['stranger']);
    expect((await drain(pool, late.cursor, 7)).rows).toEqual([]);
  });

  it('pages through a backlog by id, leaving what commits meanwhile to the next step', async () => {
    await pool.query("INSERT INTO log (key, number) SELECT 'a', n FROM generate_series(1, 50) n");
    let { rows, cursor } = await readNext<Row>(pool, log, await start(), 20);
    await pool.query("INSERT INTO log (key, number) VALUES ('b', 1)");
    const seen = [...rows];
    for (let pages = 0; pages < 2; pages += 1) {
      ({ rows, cursor } = await readNext<Row>(pool, log, cursor, 20));
      seen.push(...rows);
    }
    expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect((await drain(pool, cursor, 20)).rows.map(({ key }) => key)).toEqual(['b']);
  });

  it('never gives a row of a transaction that rolled back', async () => {
    const cursor = await start();
    await inTransaction(pool, async (client) => {
      await client.query("INSERT INTO log (key, number) VALUES ('a', 1)");
      throw new Error('no');
    }).catch(() => undefined);
    expect((await drain(pool, cursor, 10)).rows).toEqual([]);
  });

  it('starts at the end when told to', async () => {
    await pool.query("INSERT INTO log (key, number) VALUES ('old', 1)");
    const cursor = await start('end');
    await pool.query("INSERT INTO log (key, number) VALUES ('new', 1)");
    expect((await drain(pool, cursor, 10)).rows.map(({ key }) => key)).toEqual(['new']);
  });

  it('reads what came with a dump once more, and then only what is new', async () => {
    const elsewhere = { previous: '900:900:', current: null, lastId: '0' };
    // As a dump brings them: transactions that this cluster has yet to have.
    await pool.query(`
      INSERT INTO log (key, number, transaction_id)
      SELECT 'dumped', n, (pg_current_xact_id()::text::bigint + 1000000 + n)::text::xid8 FROM generate_series(1, 5) n`);
    const opened = await openCursor(pool, log, { ...elsewhere, cluster: 'another' });
    expect(opened.repaired).toBe(true);
    const first = await drain(pool, opened.cursor, 2);
    expect(first.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    await pool.query("INSERT INTO log (key, number) VALUES ('new', 1)");
    const second = await drain(pool, first.cursor, 2);
    expect(second.rows.map(({ key }) => key)).toEqual(['new']);
    expect((await drain(pool, second.cursor, 2)).rows).toEqual([]);
  });

  it('keeps the order of what came with a dump, though a transaction here just has the number of one there', async () => {
    const stranger = await openTransaction(pool);
    const { rows } = await stranger.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
    const [taken] = rows;
    await pool.query(`
      INSERT INTO log (key, number, transaction_id) VALUES
        ('dumped', 1, '3'), ('dumped', 2, '${taken!.id}'), ('dumped', 3, '4'), ('dumped', 4, '900000000')`);
    const { cursor } = await openCursor(pool, log, {
      cluster: 'another',
      previous: '9:9:',
      current: null,
      lastId: '0',
    });
    const first = await drain(pool, cursor, 2);
    expect(first.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    await stranger.query('COMMIT');
    stranger.release();
    expect((await drain(pool, first.cursor, 2)).rows).toEqual([]);
  });

  it('leaves alone what was written here, also by those that were under way when a cursor was opened', async () => {
    const cursor = await start();
    const stranger = await openTransaction(pool);
    await stranger.query('SELECT pg_current_xact_id()');
    await pool.query("INSERT INTO log (key, number) VALUES ('a', 1)");
    const first = await drain(pool, cursor, 2);
    expect(first.rows).toHaveLength(1);
    await openCursor(pool, log, 'beginning');
    expect((await drain(pool, first.cursor, 2)).rows).toEqual([]);
    await stranger.query('ROLLBACK');
    stranger.release();
  });

  it.each(['beginning', 'end'] as const)(
    'takes what came with a dump for its own when it starts at the %s',
    async (from) => {
      await pool.query(`
        INSERT INTO log (key, number, transaction_id)
        SELECT 'dumped', n, (pg_current_xact_id()::text::bigint + 1000000)::text::xid8 FROM generate_series(1, 5) n`);
      const first = await drain(pool, await start(from), 2);
      expect(first.rows).toHaveLength(from === 'beginning' ? 5 : 0);
      await pool.query("INSERT INTO log (key, number) VALUES ('new', 1)");
      const second = await drain(pool, first.cursor, 2);
      expect(second.rows.map(({ key }) => key)).toEqual(['new']);
    },
  );

  it('can be read by who may only read', async () => {
    await pool.query("INSERT INTO log (key, number) VALUES ('a', 1)");
    const reader = await pool.connect();
    await reader.query('SET default_transaction_read_only = on');
    const { cursor } = await openCursor(reader, log, 'beginning');
    expect((await readNext<Row>(reader, log, cursor, 10)).rows).toHaveLength(1);
    reader.release(true);
  });

  it('does not trust a cursor whose transactions are yet to come', async () => {
    const { cluster } = await start();
    const future = { cluster, previous: '99999999999:99999999999:', current: null, lastId: '0' };
    await pool.query("INSERT INTO log (key, number) VALUES ('a', 1)");
    const opened = await openCursor(pool, log, future);
    expect(opened.repaired).toBe(true);
    expect((await drain(pool, opened.cursor, 10)).rows).toHaveLength(1);
  });
});
