import { createPool } from '@ordersaga/postgres';
import { freshDatabase, openTransaction, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool, PoolClient } from 'pg';
import { describeLog, openCursor, readNext, type LogRow, type SnapshotCursor } from '../src';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

const log = describeLog({ table: 'log', id: 'id', columns: 'id, key' });
const rowsBefore = 30_000;

/** Each way in which the planner may know too little about the log. */
const logs = [
  ['many transactions, analyzed', 100, true],
  ['one transaction, analyzed', rowsBefore, true],
  ['one transaction, never analyzed', rowsBefore, false],
] as const;

describe.each(logs)('plans over a log of %s', (_what, rowsPerTransaction, analyzed) => {
  let database: TestDatabase;
  let pool: Pool;
  let reader: PoolClient;
  let stranger: PoolClient;
  let cursor: SnapshotCursor;

  const fill = async (client: Pool | PoolClient, rows: number, perTransaction = rows): Promise<void> => {
    for (let done = 0; done < rows; done += perTransaction)
      await client.query("INSERT INTO log (key) SELECT 'k' FROM generate_series(1, $1)", [perTransaction]);
  };
  const toTheEnd = async (): Promise<number> => {
    for (let read = 0; ;) {
      const page = await readNext<LogRow>(reader, log, cursor, 5_000);
      cursor = page.cursor;
      read += page.rows.length;
      if (page.complete) return read;
    }
  };
  const planOf = async (text: string, values: unknown[]): Promise<Plan> => {
    const { rows } = await reader.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
      values,
    );
    const [explained] = rows;
    if (!explained) throw new Error('no plan');
    return explained['QUERY PLAN'][0].Plan;
  };

  beforeAll(async () => {
    database = await freshDatabase('read_plans');
    pool = createPool({ connectionString: database.url });
    await pool.query(`
      CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text,
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()) WITH (autovacuum_enabled = false);
      CREATE INDEX ON log (transaction_id, id)`);
    stranger = await openTransaction(pool);
    await fill(stranger, 2_000);
    await fill(pool, rowsBefore, rowsPerTransaction);
    if (analyzed) await pool.query('ANALYZE log');
    reader = await pool.connect();
    cursor = (await openCursor(reader, log, 'beginning')).cursor;
    await toTheEnd();
  });
  afterAll(async () => {
    await stranger.query('ROLLBACK');
    stranger.release();
    reader.release();
    await pool.end();
    await database.drop();
  });

  it.each(['force_custom_plan', 'force_generic_plan'])(
    'polls an idle log by a few pages while a writer stays open (%s)',
    async (mode) => {
      await reader.query(`SET plan_cache_mode = ${mode}`);
      const plan = await planOf(log.beginStep.text, [cursor.previous, 1_001]);
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(20);
    },
  );

  it.each(['force_custom_plan', 'force_generic_plan'])(
    'pages through a backlog without sorting it again or looking at what was read (%s)',
    async (mode) => {
      await fill(pool, 20_000, Math.min(rowsPerTransaction, 20_000));
      await reader.query(`SET plan_cache_mode = ${mode}`);
      const first = await readNext<LogRow>(reader, log, cursor, 100);
      const inside = first.cursor;
      const values = [inside.previous, inside.current, inside.lastId, 100];
      const plan = await planOf(log.readPage.text, values);
      expect(touched(plan)).toBeLessThan(300);
      expect(await toTheEnd()).toBe(20_000);
    },
  );
});

/** The most rows that a part of the plan has gone through. */
function touched(plan: Plan): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  return Math.max(own, ...(plan.Plans ?? []).map(touched));
}
