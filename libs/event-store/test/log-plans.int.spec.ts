import { createPool, migrate } from '@ordersaga/postgres';
import { openCursor, readNext, type LogRow, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import { freshDatabase, openTransaction, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool, PoolClient } from 'pg';
import { eventStoreMigrations } from '../src';
import { eventLog, filteredLog } from '../src/log/event-log';
import { sql } from '../src/statements';

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

const rowsBefore = 30_000;
/** Each way in which the planner may know too little about the log. */
const logs = [
  ['many transactions, analyzed', 100, true],
  ['one transaction, analyzed', rowsBefore, true],
  ['one transaction, never analyzed', rowsBefore, false],
] as const;
const modes = ['force_custom_plan', 'force_generic_plan'];
const wanted = [['opened'], ['door']];

describe.each(logs)('plans over a log of %s', (_what, rowsPerTransaction, analyzed) => {
  let database: TestDatabase;
  let pool: Pool;
  let reader: PoolClient;
  let stranger: PoolClient;
  let cursor: SnapshotCursor;
  let streams = 0;

  const fill = async (client: Pool | PoolClient, rows: number, perTransaction = rows): Promise<void> => {
    for (let done = 0; done < rows; done += perTransaction, streams += perTransaction)
      await client.query(
        `WITH made AS (
           INSERT INTO streams (stream_id, stream_type, version)
           SELECT 's' || n, 'door', 1 FROM generate_series($1::int + 1, $1::int + $2::int) n RETURNING stream_id
         )
         INSERT INTO events (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
         SELECT stream_id, 1, gen_random_uuid(), 'closed', 1, '{}', '{}', now() FROM made`,
        [streams, perTransaction],
      );
  };
  const blocks = async (text: string, values: unknown[], mode: string): Promise<number> => {
    await reader.query(`SET plan_cache_mode = ${mode}`);
    const { rows } = await reader.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
      values,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error('no plan');
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  };
  const toTheEnd = async (): Promise<void> => {
    for (let complete = false; !complete;)
      ({ cursor, complete } = await readNext<LogRow>(reader, eventLog, cursor, 5_000));
  };

  beforeAll(async () => {
    database = await freshDatabase('log_plans');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    await pool.query('ALTER TABLE events SET (autovacuum_enabled = false)');
    stranger = await openTransaction(pool);
    await fill(stranger, 2_000);
    await fill(pool, rowsBefore, rowsPerTransaction);
    if (analyzed) await pool.query('ANALYZE events, streams');
    reader = await pool.connect();
    cursor = (await openCursor(reader, eventLog, 'beginning')).cursor;
    await toTheEnd();
  });
  afterAll(async () => {
    await stranger.query('ROLLBACK');
    stranger.release();
    reader.release();
    await pool.end();
    await database.drop();
  });

  it.each(modes)('polls an idle log by a few pages while a writer stays open (%s)', async (mode) => {
    const poll = [cursor.previous, 1_001];
    expect(await blocks(eventLog.beginStep.text, poll, mode)).toBeLessThan(20);
    expect(await blocks(filteredLog.beginStep.text, [...poll, ...wanted], mode)).toBeLessThan(20);
  });

  it.each(modes)('tells by a few pages whether a subscription has caught up (%s)', async (mode) => {
    await pool.query(
      "INSERT INTO event_subscriptions (name, cursor) VALUES ('plans', $1) ON CONFLICT DO NOTHING",
      [JSON.stringify(cursor)],
    );
    const { rows } = await reader.query<{ snapshot: string }>({
      ...sql('take-snapshot'),
      values: ['plans'],
    });
    const values = ['plans', rows[0]?.snapshot];
    expect((await reader.query({ ...sql('check-caught-up'), values })).rows).toEqual([{ caught_up: true }]);
    expect(await blocks(sql('check-caught-up').text, values, mode)).toBeLessThan(20);
  });

  it.each(modes)('reads a page of a backlog without looking at what was read (%s)', async (mode) => {
    await fill(pool, 20_000, Math.min(rowsPerTransaction, 20_000));
    const { cursor: inside } = await readNext<LogRow>(reader, eventLog, cursor, 100);
    const page = [inside.previous, inside.current, inside.lastId, 100];
    expect(await blocks(eventLog.readPage.text, page, mode)).toBeLessThan(40);
    // A look-up of each event's stream: 3 pages of an index and one of the table.
    expect(await blocks(filteredLog.readPage.text, [...page, ...wanted], mode)).toBeLessThan(40 + 100 * 4);
    await toTheEnd();
  });
});
