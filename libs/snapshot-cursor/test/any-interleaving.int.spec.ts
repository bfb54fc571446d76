import { createPool } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { array, asyncProperty, assert, constant, integer, oneof, record } from 'fast-check';
import type { Pool, PoolClient } from 'pg';
import { describeLog, openCursor, readNext, type LogRow, type SnapshotCursor } from '../src';

interface Row extends LogRow {
  readonly writer: number;
}

const log = describeLog({ table: 'log', id: 'id', columns: 'id, writer' });
const someOfLog = describeLog({
  table: 'log',
  id: 'id',
  columns: 'id, writer',
  keep: 'page.writer = ANY({1}::integer[]) AND page.id % {2}::integer <> 0',
});
const writers = 4;

const anyStep = oneof(
  record({ do: constant('write' as const), writer: integer({ min: 0, max: writers - 1 }) }),
  record({ do: constant('commit' as const), writer: integer({ min: 0, max: writers - 1 }) }),
  record({ do: constant('rollback' as const), writer: integer({ min: 0, max: writers - 1 }) }),
  record({ do: constant('read' as const), limit: integer({ min: 1, max: 4 }) }),
);

describe('however writers and a reader take turns', () => {
  let database: TestDatabase;
  let pool: Pool;
  let clients: PoolClient[];

  beforeAll(async () => {
    database = await freshDatabase('interleaving');
    pool = createPool({ connectionString: database.url });
    await pool.query(`
      CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, writer integer NOT NULL,
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id());
      CREATE INDEX ON log (transaction_id, id)`);
    clients = await Promise.all(Array.from({ length: writers }, () => pool.connect()));
  });
  afterAll(async () => {
    clients.forEach((client) => client.release());
    await pool.end();
    await database.drop();
  });

  /** Writes, commits, rolls back and reads as told; ids by what became of them, and what the reader got. */
  class Turns {
    readonly committed: string[] = [];
    readonly read: Row[] = [];
    private readonly open = new Map<number, string[]>();

    constructor(private cursor: SnapshotCursor) {}

    async write(writer: number): Promise<void> {
      const client = clients[writer] as PoolClient;
      if (!this.open.has(writer)) await client.query('BEGIN');
      const { rows } = await client.query<{ id: string }>(
        'INSERT INTO log (writer) VALUES ($1) RETURNING id',
        [writer],
      );
      this.open.set(writer, [...(this.open.get(writer) ?? []), ...rows.map(({ id }) => id)]);
    }

    async end(writer: number, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
      await clients[writer]?.query(how);
      if (how === 'COMMIT') this.committed.push(...(this.open.get(writer) ?? []));
      this.open.delete(writer);
    }

    async readPage(limit: number): Promise<boolean> {
      const page = await readNext<Row>(pool, log, this.cursor, limit);
      expect(page.rows.length).toBeLessThanOrEqual(limit);
      this.read.push(...page.rows);
      this.cursor = page.cursor;
      return page.complete;
    }
  }

  it('of a log that keeps some rows only exactly those come, and a page reads no more than its limit', async () => {
    const kept = (row: Row): boolean => [0, 2].includes(row.writer) && Number(row.id) % 5 !== 0;
    const property = asyncProperty(array(anyStep, { minLength: 5, maxLength: 60 }), async (steps) => {
      let { cursor } = await openCursor(pool, log, 'end');
      const turns = new Turns(cursor);
      const rows: Row[] = [];
      const read = async (limit: number): Promise<boolean> => {
        const page = await readNext<Row>(pool, someOfLog, cursor, limit, [[0, 2], 5]);
        expect(page.read).toBeLessThanOrEqual(limit);
        rows.push(...page.rows);
        cursor = page.cursor;
        return page.complete;
      };
      for (const step of steps) {
        if (step.do === 'read') await read(step.limit);
        else if (step.do === 'write') await turns.write(step.writer);
        else await turns.end(step.writer, step.do === 'commit' ? 'COMMIT' : 'ROLLBACK');
      }
      for (let writer = 0; writer < writers; writer += 1) await turns.end(writer, 'COMMIT');
      while (!(await read(3)));
      while (!(await turns.readPage(3)));
      const byId = (a: Row, b: Row): number => Number(a.id) - Number(b.id);
      expect(rows.sort(byId)).toEqual(turns.read.filter(kept).sort(byId));
    });
    await assert(property, { numRuns: 60 });
  });

  it('every committed row comes once, one writer’s in their order, and nothing else comes', async () => {
    const property = asyncProperty(array(anyStep, { minLength: 5, maxLength: 60 }), async (steps) => {
      const turns = new Turns((await openCursor(pool, log, 'end')).cursor);
      for (const step of steps) {
        if (step.do === 'read') await turns.readPage(step.limit);
        else if (step.do === 'write') await turns.write(step.writer);
        else await turns.end(step.writer, step.do === 'commit' ? 'COMMIT' : 'ROLLBACK');
      }
      // All but one end; the reader must not wait for that one.
      for (let writer = 1; writer < writers; writer += 1) await turns.end(writer, 'COMMIT');
      while (!(await turns.readPage(3)));

      const ids = turns.read.map(({ id }) => Number(id));
      expect([...ids].sort((a, b) => a - b)).toEqual(turns.committed.map(Number).sort((a, b) => a - b));
      for (let writer = 0; writer < writers; writer += 1) {
        const own = turns.read.filter((row) => row.writer === writer).map(({ id }) => Number(id));
        expect(own).toEqual([...own].sort((a, b) => a - b));
      }
      await turns.end(0, 'ROLLBACK');
    });
    await assert(property, { numRuns: 60 });
  });
});
