import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  createPool,
  InvalidMigrationError,
  loadSql,
  migrate,
  MigrationAlteredError,
  MigrationFailedError,
  type Queryable,
} from '../src';

const sql = loadSql(join(__dirname, '../sql'));
const create = 'CREATE TABLE shelves (id int PRIMARY KEY);';
const fill = 'INSERT INTO shelves SELECT generate_series(1, 3);';

function moduleOf(files: Record<string, string>, name = 'shop') {
  const directory = mkdtempSync(join(tmpdir(), 'migrations-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return { name, directory };
}

describe('migrate', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await freshDatabase('migrate');
    pool = createPool({ connectionString: database.url });
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const applied = async () =>
    (await pool.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY module, name')).rows.map(
      (row) => row.name,
    );
  const shelves = async () => (await pool.query('SELECT id FROM shelves')).rowCount;

  it('applies each file once, however often and however many at a time ask for it', async () => {
    const modules = [moduleOf({ '0001-create.sql': create, '0002-fill.sql': fill })];
    await Promise.all(Array.from({ length: 5 }, () => migrate({ connectionString: database.url, modules })));
    await migrate({ pool, modules });
    expect(await applied()).toEqual(['0001-create', '0002-fill']);
    expect(await shelves()).toBe(3);
  });

  it('lays the foundation first, one instance at a time, and applies nothing without it', async () => {
    let laying = 0;
    const modules = [moduleOf({ '0001-fill.sql': 'INSERT INTO laid SELECT count(*) FROM laid' })];
    const foundation = async (client: Queryable): Promise<void> => {
      expect(++laying).toBe(1);
      await client.query('CREATE TABLE IF NOT EXISTS laid (n int)');
      laying -= 1;
    };
    const failing = migrate({ pool, modules, foundation: () => Promise.reject(new Error('no ground')) });
    await expect(failing).rejects.toThrow('no ground');
    await Promise.all(Array.from({ length: 4 }, () => migrate({ pool, modules, foundation })));
    expect((await pool.query('SELECT n FROM laid')).rows).toEqual([{ n: 0 }]);
  });

  it('applies modules in the order given, and tells of each module that had something to apply', async () => {
    const told: unknown[] = [];
    const logger = { info: (fields: Record<string, unknown>) => told.push(fields) };
    const modules = [moduleOf({ '0001-create.sql': create }, 'z'), moduleOf({ '0001-fill.sql': fill }, 'a')];
    await migrate({ pool, modules, logger });
    await migrate({ pool, modules, logger });
    expect(told).toEqual([
      { module: 'z', migrations: 1 },
      { module: 'a', migrations: 1 },
    ]);
  });

  it('refuses a file that changed after it was applied, before applying anything', async () => {
    await migrate({ pool, modules: [moduleOf({ '0001-create.sql': create })] });
    const modules = [
      moduleOf({ '0001-other.sql': 'CREATE TABLE other ()' }, 'other'),
      moduleOf({ '0001-create.sql': `${create} -- really` }),
    ];
    const attempt = migrate({ pool, modules });
    await expect(attempt).rejects.toThrow(MigrationAlteredError);
    await expect(attempt).rejects.toMatchObject({
      code: 'MIGRATION_ALTERED',
      module: 'shop',
      migration: '0001-create',
    });
    expect(await applied()).toEqual(['0001-create']);
  });

  it('takes other line ends for the same file, and leaves alone what an older release does not know', async () => {
    await migrate({ pool, modules: [moduleOf({ '0001-create.sql': `${create}\n`, '0002-fill.sql': fill })] });
    await migrate({ pool, modules: [moduleOf({ '0001-create.sql': `${create}\r\n` })] });
    expect(await applied()).toEqual(['0001-create', '0002-fill']);
  });

  it('leaves nothing half-done when a migration fails, and goes on from there once it is mended', async () => {
    const broken = { '0001-create.sql': create, '0002-fill.sql': `${fill} INSERT INTO shelves VALUES (3);` };
    const attempt = migrate({ pool, modules: [moduleOf(broken)] });
    await expect(attempt).rejects.toThrow(MigrationFailedError);
    await expect(attempt).rejects.toMatchObject({ migration: '0002-fill', cause: { code: '23505' } });
    expect(await applied()).toEqual(['0001-create']);
    expect(await shelves()).toBe(0);

    await migrate({ pool, modules: [moduleOf({ ...broken, '0002-fill.sql': fill })] });
    expect(await shelves()).toBe(3);
  });

  it('does not wait for the statement timeout of the pool', async () => {
    const hasty = createPool({ connectionString: database.url, statementTimeoutMs: 50 });
    const modules = [moduleOf({ '0001-slow.sql': 'SELECT pg_sleep(0.2)' })];
    await migrate({ pool: hasty, modules });
    await hasty.end();
    expect(await applied()).toEqual(['0001-slow']);
  });

  it('waits longer than the pool does for an instance that migrates, and may itself take its time', async () => {
    const busy = await pool.connect();
    await busy.query(sql('lock-migrations'));
    const hasty = createPool({ connectionString: database.url, statementTimeoutMs: 50 });
    const migrated = migrate({ pool: hasty, modules: [moduleOf({ '0001-create.sql': create })] });
    await eventually(async () => {
      const { rows } = await pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      expect(rows).toHaveLength(1);
    });
    await busy.query('SELECT pg_sleep(0.2)');
    busy.release(true);
    await migrated;
    await hasty.end();
  });

  it('refuses files without a number, and numbers given twice', async () => {
    const unnumbered = migrate({ pool, modules: [moduleOf({ 'create.sql': create })] });
    await expect(unnumbered).rejects.toThrow(InvalidMigrationError);
    const twice = migrate({ pool, modules: [moduleOf({ '0001-a.sql': create, '0001-b.sql': fill })] });
    await expect(twice).rejects.toThrow(/repeats the number 0001/);
  });
});
